package dev.sluice.metrics;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** Metrics listens: it knows the core's events, and nothing of how they come about. */
@AnalyzeClasses(packages = "dev.sluice.metrics", importOptions = DoNotIncludeTests.class)
final class ArchitectureTest {

    @ArchTest
    static final ArchRule knowsNothingOfTheDataPlane = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.netty..", "io.lettuce..", "dev.sluice.netty..");

    @ArchTest
    static final ArchRule hasNoPackageCycles =
            slices().matching("dev.sluice.metrics.(**)").should().beFreeOfCycles();
}
