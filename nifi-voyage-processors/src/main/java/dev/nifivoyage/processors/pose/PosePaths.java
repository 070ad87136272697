/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
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
