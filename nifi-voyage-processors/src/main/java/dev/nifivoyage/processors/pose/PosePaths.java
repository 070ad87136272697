package dev.nifivoyage.processors.pose;

/**
 * Record paths of the parts of a pose.
 *
 * @param landmarks path to the body
 * @param leftHand path to the left hand, or null
 * @param rightHand path to the right hand, or null
 * @param frameTime path to the time of the frame, or null
 * @param performer path to the identifier of the person, or null
 */
public record PosePaths(String landmarks, String leftHand, String rightHand, String frameTime, String performer) {}
