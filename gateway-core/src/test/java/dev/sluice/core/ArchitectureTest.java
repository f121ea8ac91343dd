package dev.sluice.core;

import static com.tngtech.archunit.core.domain.JavaAccess.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.type;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** The core decides: no sockets, no metrics library, no clock but the one it is given. */
@AnalyzeClasses(packages = "dev.sluice.core", importOptions = DoNotIncludeTests.class)
final class ArchitectureTest {

    @ArchTest
    static final ArchRule knowsNeitherTheNetworkNorTheMetrics = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.netty..", "io.prometheus..", "dev.sluice.netty..", "dev.sluice.metrics..");

    @ArchTest
    static final ArchRule opensNoSockets = noClasses()
            .should()
            .dependOnClassesThat()
            .haveNameMatching(
                    "java\\.net\\.(Server|Datagram)?Socket|java\\.net\\.http\\..*|java\\.nio\\.channels\\..*Socket.*");

    @ArchTest
    static final ArchRule readsTheClockOnlyInPackageTime = noClasses()
            .that()
            .resideOutsideOfPackage("dev.sluice.core.time..")
            .should()
            .accessTargetWhere(
                    target(owner(type(System.class))).and(target(nameMatching("nanoTime|currentTimeMillis"))));

    @ArchTest
    static final ArchRule speaksToRedisInOnePackage = noClasses()
            .that()
            .resideOutsideOfPackage("dev.sluice.core.store.redis..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.lettuce..");

    @ArchTest
    static final ArchRule speaksToSqliteInOnePackage = noClasses()
            .that()
            .resideOutsideOfPackage("dev.sluice.core.store.sqlite..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.sqlite..", "java.sql..");

    @ArchTest
    static final ArchRule hasNoPackageCycles =
            slices().matching("dev.sluice.core.(**)").should().beFreeOfCycles();
}
