/*
 * Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0
 * Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language governing permissions
 * and limitations under the License.
 */
package dev.nifivoyage.architecture;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.apache.nifi.processor.ProcessContext;
import org.apache.nifi.processor.Processor;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

/**
 * Which package may use which, as docs/architecture.md draws it.
 */
class PackagesTest {
    private static final String PROCESSORS = "dev.nifivoyage.processors.";

    private static JavaClasses classes;

    @BeforeAll
    static void read() {
        classes = new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .importPackages("dev.nifivoyage");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "dev.nifivoyage.processors",
                "dev.nifivoyage.service",
                "dev.nifivoyage.local",
                "dev.nifivoyage.flow"
            })
    void packagesHaveNoCycles(final String root) {
        slices().matching(root + ".(**)").should().beFreeOfCycles().check(classes);
    }

    @Test
    void groundDoesNotKnowTheFeatures() {
        noClasses()
                .that()
                .resideInAnyPackage(
                        PROCESSORS + "record..",
                        PROCESSORS + "request",
                        PROCESSORS + "response",
                        PROCESSORS + "model",
                        PROCESSORS + "attribute",
                        PROCESSORS + "property",
                        PROCESSORS + "ratelimit",
                        PROCESSORS + "verification")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        PROCESSORS + "batch..",
                        PROCESSORS + "realtime..",
                        PROCESSORS + "gesture..",
                        PROCESSORS + "pose..",
                        PROCESSORS + "chunk..",
                        PROCESSORS + "image..",
                        PROCESSORS + "cache..")
                .check(classes);
    }

    @ParameterizedTest
    @CsvSource({
        "record, record.path",
        "record, record.output",
        "record.path, record.output",
        "record.output, record.path"
    })
    void recordPackagesDependInOneDirection(final String from, final String to) {
        noClasses()
                .that()
                .resideInAPackage(PROCESSORS + from)
                .should()
                .dependOnClassesThat()
                .resideInAPackage(PROCESSORS + to)
                .check(classes);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "pose..",
                "gesture.library..",
                "gesture.match..",
                "gesture.search..",
                "gesture.track..",
                "realtime..",
                "cache.."
            })
    void onlyTheLoadingOfLibrariesKnowsBatchJobs(final String feature) {
        noClasses()
                .that()
                .resideInAPackage(PROCESSORS + feature)
                .should()
                .dependOnClassesThat()
                .resideInAPackage(PROCESSORS + "batch..")
                .check(classes);
    }

    @Test
    void plansOfJobsDoNotKnowTheirSubmission() {
        noClasses()
                .that()
                .resideInAPackage(PROCESSORS + "batch.create.plan")
                .should()
                .dependOnClassesThat()
                .resideInAPackage(PROCESSORS + "batch.create")
                .check(classes);
    }

    @Test
    void theSplittingOfTextsKnowsNoOtherFeature() {
        noClasses()
                .that()
                .resideInAPackage(PROCESSORS + "chunk..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        PROCESSORS + "batch..",
                        PROCESSORS + "realtime..",
                        PROCESSORS + "gesture..",
                        PROCESSORS + "pose..",
                        PROCESSORS + "cache..",
                        PROCESSORS + "response..",
                        PROCESSORS + "model..",
                        PROCESSORS + "ratelimit..",
                        "dev.nifivoyage.service..")
                .check(classes);
    }

    @Test
    void splittersKnowNothingOfFlows() {
        noClasses()
                .that()
                .resideInAPackage(PROCESSORS + "chunk.split")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "org.apache.nifi.flowfile..", "org.apache.nifi.processor..", "org.apache.nifi.serialization..")
                .check(classes);
    }

    @Test
    void imagesKnowNothingOfFlows() {
        noClasses()
                .that()
                .resideInAPackage(PROCESSORS + "image")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.apache.nifi..", "dev.nifivoyage.service..")
                .check(classes);
    }

    @Test
    void onlyOneClassUsesTheRegistryOfImageIo() {
        noClasses()
                .that()
                .doNotHaveFullyQualifiedName(PROCESSORS + "image.ImageCodecs")
                .and()
                .resideOutsideOfPackage("dev.nifivoyage.local..")
                .should()
                .dependOnClassesThat()
                .haveNameMatching("javax\\.imageio\\.(ImageIO|spi\\..*)")
                .because("the first use in a JVM registers what a NAR has, and keeps its class loader")
                .check(classes);
    }

    @Test
    void vectorSearchKnowsNothingOfFlows() {
        noClasses()
                .that()
                .resideInAPackage(PROCESSORS + "gesture.search")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "org.apache.nifi.flowfile..", "org.apache.nifi.processor..", "org.apache.nifi.serialization..")
                .check(classes);
    }

    @Test
    void processorsKnowServicesByTheirInterfacesOnly() {
        noClasses()
                .that()
                .resideInAPackage("dev.nifivoyage.processors..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "dev.nifivoyage.service.cache..",
                        "dev.nifivoyage.service.client..",
                        "dev.nifivoyage.service.lookup..",
                        "okhttp3..",
                        "org.ehcache..",
                        "org.rocksdb..")
                .check(classes);
    }

    @Test
    void onlyProcessorsAndPropertiesReadTheConfiguration() {
        noClasses()
                .that()
                .resideInAPackage("dev.nifivoyage.processors..")
                .and()
                .areNotAssignableTo(Processor.class)
                .and()
                .haveSimpleNameNotEndingWith("Properties")
                .and()
                .haveSimpleNameNotEndingWith("Property")
                .and()
                .haveSimpleNameNotEndingWith("Options")
                .and()
                .doNotHaveSimpleName("RelationshipRetry")
                .should()
                .dependOnClassesThat()
                .areAssignableTo(ProcessContext.class)
                .because("workers take values")
                .check(classes);
    }
}
