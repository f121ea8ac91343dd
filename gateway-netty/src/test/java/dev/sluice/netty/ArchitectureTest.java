package dev.sluice.netty;

import static com.tngtech.archunit.lang.conditions.ArchConditions.be;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.GeneralCodingRules.ACCESS_STANDARD_STREAMS;
import static com.tngtech.archunit.library.GeneralCodingRules.NO_CLASSES_SHOULD_USE_FIELD_INJECTION;
import static com.tngtech.archunit.library.GeneralCodingRules.NO_CLASSES_SHOULD_USE_JAVA_UTIL_LOGGING;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.domain.JavaPackage;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import org.jspecify.annotations.NullMarked;

/**
 * What holds between the modules, and for every class of the gateway. It stands here because this module is the one
 * that sees the others; what one module alone promises stands in its own ArchitectureTest.
 */
@AnalyzeClasses(
        packages = "dev.sluice",
        importOptions = {DoNotIncludeTests.class, ArchitectureTest.NoTestsOfOthers.class})
final class ArchitectureTest {

    /** Leaves out what the core's tests share with those of this module. */
    static final class NoTestsOfOthers implements ImportOption {

        @Override
        public boolean includes(Location location) {
            return !location.contains("-tests.jar");
        }
    }

    @ArchTest
    static final ArchRule onlyBootSeesTheMetrics = noClasses()
            .that()
            .resideInAPackage("dev.sluice.netty..")
            .and()
            .resideOutsideOfPackage("dev.sluice.netty.boot..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("dev.sluice.metrics..", "io.prometheus..");

    @ArchTest
    static final ArchRule onlyTheStoreSpeaksToRedis = noClasses()
            .that()
            .resideOutsideOfPackage("dev.sluice.core.store.redis..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.lettuce..");

    @ArchTest
    static final ArchRule nothingDependsOnBoot = noClasses()
            .that()
            .resideOutsideOfPackage("dev.sluice.netty.boot..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("dev.sluice.netty.boot..");

    @ArchTest
    static final ArchRule hasNoPackageCycles =
            slices().matching("dev.sluice.netty.(**)").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule everyPackageSaysWhatItIsForAndIsNullMarked =
            classes().should(be(inDescribedPackage()).as("reside in a package with a @NullMarked package-info"));

    @ArchTest
    static final ArchRule classesAreFinal = classes()
            .that()
            .areNotInterfaces()
            .and()
            .areNotEnums()
            .and()
            .areNotAnonymousClasses()
            .and()
            .doNotHaveModifier(JavaModifier.ABSTRACT)
            .and()
            .areNotAssignableTo(Enum.class)
            .should()
            .haveModifier(JavaModifier.FINAL);

    @ArchTest
    static final ArchRule noStateIsStatic = fields().that().areStatic().should().beFinal();

    @ArchTest
    static final ArchRule nothingSleeps = noClasses().should().callMethod(Thread.class, "sleep", long.class);

    @ArchTest
    static final ArchRule onlyCommandsPrint =
            noClasses().that().resideOutsideOfPackage("dev.sluice.netty.boot..").should(ACCESS_STANDARD_STREAMS);

    @ArchTest
    static final ArchRule logsThroughSlf4j = NO_CLASSES_SHOULD_USE_JAVA_UTIL_LOGGING;

    @ArchTest
    static final ArchRule nothingIsInjected = NO_CLASSES_SHOULD_USE_FIELD_INJECTION;

    private static DescribedPredicate<JavaClass> inDescribedPackage() {
        return DescribedPredicate.describe("in a @NullMarked package", type -> isNullMarked(type.getPackage()));
    }

    private static boolean isNullMarked(JavaPackage javaPackage) {
        return javaPackage.tryGetPackageInfo().isPresent() && javaPackage.isAnnotatedWith(NullMarked.class);
    }
}
