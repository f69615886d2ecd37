package io.tekton.sharedservices;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.GeneralCodingRules.ACCESS_STANDARD_STREAMS;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.AccessTarget.CodeUnitAccessTarget;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.time.Clock;
import java.util.Date;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;

/** The rooms and who may do what in which; the table of rooms is that of {@code docs/architecture.md}. */
@AnalyzeClasses(packages = ArchitectureTest.ROOT, importOptions = DoNotIncludeTests.class)
class ArchitectureTest {
    static final String ROOT = "io.tekton.sharedservices";

    /** From the top of the table to its bottom: a room imports only from those before it. */
    private static final List<String> ROOMS = List.of(
            "posix",
            "settings",
            "process",
            "registry",
            "audit",
            "cleanup",
            "configsync",
            "store",
            "schedule",
            "api",
            "daemon",
            "web",
            "cli");

    private static final Set<String> WALL_CLOCKS =
            Set.of("system", "systemUTC", "systemDefaultZone", "tickMillis", "tickSeconds", "tickMinutes");

    @ArchTest
    static void importsOnlyFromRoomsAboveItsOwn(JavaClasses classes) {
        for (int row = 0; row < ROOMS.size(); row++) {
            var below = Stream.concat(ROOMS.stream().skip(row + 1L).map(ArchitectureTest::inside), Stream.of(ROOT))
                    .toArray(String[]::new);

            noClasses()
                    .that()
                    .resideInAPackage(inside(ROOMS.get(row)))
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(below)
                    .allowEmptyShould(true)
                    .because("a room imports only from rooms above its own")
                    .check(classes);
        }
    }

    @ArchTest
    static final ArchRule HAS_NO_ROOM_BESIDE_THE_TABLE = classes()
            .should()
            .resideInAnyPackage(Stream.concat(ROOMS.stream().map(room -> ROOT + "." + room), Stream.of(ROOT))
                    .toArray(String[]::new))
            .because("a new room gets its row in the table first, and rooms have one level");

    @ArchTest
    static final ArchRule HAS_NO_CYCLE =
            slices().matching(ROOT + ".(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule KEEPS_SQL_IN_THE_STORE = onlyIn("store", resideInAnyPackage("java.sql..", "javax.sql.."));

    @ArchTest
    static final ArchRule KEEPS_NATIVE_CALLS_IN_POSIX =
            onlyIn("posix", resideInAnyPackage("com.sun.jna..", "sun.misc.."));

    @ArchTest
    static final ArchRule KEEPS_STANDARD_STREAMS_IN_THE_COMMAND_LINE = noClasses()
            .that()
            .resideOutsideOfPackage(inside("cli"))
            .and()
            .doNotHaveFullyQualifiedName(ROOT + ".Main")
            .should(ACCESS_STANDARD_STREAMS)
            .allowEmptyShould(true);

    @ArchTest
    static final ArchRule TAKES_THE_TIME_FROM_A_CLOCK_THAT_IS_HANDED_IN = noClasses()
            .that()
            .resideOutsideOfPackage(ROOT)
            .should()
            .accessTargetWhere(describe("reads the wall clock", ArchitectureTest::readsTheWallClock))
            .allowEmptyShould(true)
            .because("tests turn the clock, and a set clock must not change a verdict");

    @ArchTest
    static final ArchRule MARKS_EVERY_PACKAGE_AS_FREE_OF_NULL = classes().should(resideInANullMarkedPackage());

    private static String inside(String room) {
        return ROOT + "." + room + "..";
    }

    private static ArchRule onlyIn(String room, DescribedPredicate<JavaClass> types) {
        return noClasses()
                .that(DescribedPredicate.not(resideInAPackage(inside(room))))
                .should()
                .dependOnClassesThat(types)
                .allowEmptyShould(true);
    }

    /** Calls and method references alike: {@code now()} without a clock, and all that makes a clock or a date of "now". */
    private static boolean readsTheWallClock(JavaAccess<?> access) {
        if (!(access.getTarget() instanceof CodeUnitAccessTarget target)) {
            return false;
        }
        JavaClass owner = target.getOwner();
        return switch (target.getName()) {
            case "now" ->
                owner.getPackageName().startsWith("java.time")
                        && target.getRawParameterTypes().stream().noneMatch(type -> type.isEquivalentTo(Clock.class));
            case "currentTimeMillis" -> owner.isEquivalentTo(System.class);
            case "<init>" ->
                owner.isEquivalentTo(Date.class)
                        && target.getRawParameterTypes().isEmpty();
            default -> owner.isEquivalentTo(Clock.class) && WALL_CLOCKS.contains(target.getName());
        };
    }

    private static ArchCondition<JavaClass> resideInANullMarkedPackage() {
        return new ArchCondition<>("reside in a package whose package-info says @NullMarked") {
            @Override
            public void check(JavaClass item, ConditionEvents events) {
                boolean marked = item.getPackage()
                        .tryGetPackageInfo()
                        .map(info -> info.isAnnotatedWith(NullMarked.class))
                        .orElse(false);
                events.add(new SimpleConditionEvent(
                        item, marked, item.getName() + " lies in a package without @NullMarked"));
            }
        };
    }
}
