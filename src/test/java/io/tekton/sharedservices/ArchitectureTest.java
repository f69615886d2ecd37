package io.tekton.sharedservices;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.GeneralCodingRules.ACCESS_STANDARD_STREAMS;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

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
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;

/** The rooms and who may do what in which; the table of rooms is that of {@code docs/architecture.md}. */
@AnalyzeClasses(packages = ArchitectureTest.ROOT, importOptions = DoNotIncludeTests.class)
class ArchitectureTest {
    static final String ROOT = "io.tekton.sharedservices";

    /** From the top of the table to its bottom: a room imports only from those before it. */
    private static final List<String> ROOMS = List.of(
            "concurrent",
            "text",
            "posix",
            "posix.path",
            "files",
            "secrets",
            "settings",
            "fleet.settings",
            "json",
            "process",
            "process.portable",
            "process.linux",
            "registry",
            "registry.memory",
            "journal",
            "journal.leftover",
            "journal.query",
            "journal.codec",
            "store.sql",
            "store.chain",
            "store.database",
            "store.record",
            "store.scheduler",
            "store",
            "fleet",
            "fleet.centre",
            "fleet.ship",
            "fleet.keeper",
            "schedule.due",
            "schedule",
            "redaction",
            "cleanup.match",
            "cleanup.owner",
            "cleanup.verdict",
            "cleanup.sign",
            "cleanup.suspect",
            "cleanup.witness",
            "cleanup.host",
            "cleanup.hour",
            "cleanup",
            "cleanup.survey",
            "configsync.plan",
            "configsync.file",
            "configsync",
            "leftover.rule",
            "leftover.proof",
            "leftover",
            "leftover.quarantine",
            "leftover.registry",
            "notify",
            "config",
            "api",
            "api.json",
            "client",
            "metrics",
            "web.http",
            "web.route",
            "web.dashboard",
            "web",
            "install",
            "doctor",
            "logging",
            "runtime",
            "cleanup.job",
            "configsync.job",
            "leftover.job",
            "services",
            "embedded",
            "daemon",
            "cli.view",
            "cli.option",
            "cli.control",
            "cli.command.fleet",
            "cli.command",
            "cli.command.host",
            "cli",
            "launch");

    private static final Set<String> WALL_CLOCKS =
            Set.of("system", "systemUTC", "systemDefaultZone", "tickMillis", "tickSeconds", "tickMinutes");

    @ArchTest
    static void importsOnlyFromRoomsAboveItsOwn(JavaClasses classes) {
        for (int row = 0; row < ROOMS.size(); row++) {
            var below = Stream.concat(ROOMS.stream().skip(row + 1L).map(ArchitectureTest::exactly), Stream.of(ROOT))
                    .toArray(String[]::new);

            noClasses()
                    .that()
                    .resideInAPackage(exactly(ROOMS.get(row)))
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
            .because("a new room gets its row in the table first");

    @ArchTest
    static final ArchRule HAS_NO_CYCLE =
            slices().matching(ROOT + ".(**)").should().beFreeOfCycles();

    /** A room that grows past this is divided before anything is added. */
    private static final int MOST_FILES = 25;

    @ArchTest
    static void keepsRoomsSmall(JavaClasses classes) {
        Map<String, Long> files = classes.stream()
                .flatMap(type -> type.getSource().stream())
                .map(source -> source.getUri().toString().replaceFirst("[$][^/]*(?=[.]class$)", ""))
                .distinct()
                .collect(
                        Collectors.groupingBy(file -> file.substring(0, file.lastIndexOf('/')), Collectors.counting()));

        assertThat(files.values()).as("files of each room: %s", files).allMatch(count -> count <= MOST_FILES);
    }

    /** Rooms whose code decides on its arguments, and neither reads nor waits nor writes. */
    private static final List<String> PURE_ROOMS = List.of(
            "journal",
            "journal.query",
            "journal.codec",
            "journal.leftover",
            "schedule.due",
            "cleanup.match",
            "cleanup.owner",
            "cleanup.sign",
            "cleanup.verdict",
            "configsync.plan");

    /** Signs are never proof: what judges and what signals must not be able to ask for them, through any class. */
    @ArchTest
    static final ArchRule NEVER_SIGNALS_A_SUSPECT = noClasses()
            .that()
            .resideInAnyPackage(exactly("cleanup.verdict"), exactly("cleanup.match"), exactly("cleanup.owner"))
            .or()
            .haveSimpleName("OrphanCleanup")
            .or()
            .haveSimpleName("CleanupRun")
            .or()
            .haveSimpleName("Terminator")
            .should()
            .transitivelyDependOnClassesThat()
            .resideInAnyPackage(exactly("cleanup.sign"), exactly("cleanup.suspect"), exactly("cleanup.survey"))
            .because("a sign is true of living daemons, too");

    @ArchTest
    static void keepsPureRoomsFreeOfInputOutputClockAndLog(JavaClasses classes) {
        for (String room : PURE_ROOMS) {
            noClasses()
                    .that()
                    .resideInAPackage(exactly(room))
                    .should()
                    .dependOnClassesThat(
                            describe("do input or output, tell the time or log", ArchitectureTest::isImpure))
                    .because("what is pure can be tried with any input")
                    .check(classes);
        }
    }

    private static boolean isImpure(JavaClass type) {
        String name = type.getName();
        return type.isEquivalentTo(Clock.class)
                || IMPURE_PACKAGES.stream().anyMatch(name::startsWith)
                || IMPURE_TYPES.contains(name)
                || (name.startsWith("java.io.") && (name.endsWith("Stream") || name.contains("File")));
    }

    private static final List<String> IMPURE_PACKAGES = List.of(
            "java.net.",
            "java.nio.channels.",
            "java.sql.",
            "javax.sql.",
            "org.apache.logging.",
            ROOT + ".posix.",
            ROOT + ".files.");

    private static final Set<String> IMPURE_TYPES = Set.of(
            "java.nio.file.Files",
            "java.lang.Process",
            "java.lang.ProcessBuilder",
            "java.lang.ProcessHandle",
            "java.lang.Runtime",
            "java.lang.Thread");

    @ArchTest
    static final ArchRule KEEPS_SQL_IN_THE_STORE = noClasses()
            .that()
            .resideOutsideOfPackages(inside("store"), exactly("fleet.centre"))
            .should()
            .dependOnClassesThat(resideInAnyPackage("java.sql..", "javax.sql..", "org.postgresql.."));

    /**
     * A database is asked in SQL that others take as well, but for what this class says to it; the centre has one, too.
     */
    @ArchTest
    static final ArchRule KEEPS_THE_DIALECT_IN_ONE_CLASS = noClasses()
            .that()
            .doNotHaveFullyQualifiedName(ROOT + ".store.database.H2")
            .and()
            .doNotHaveFullyQualifiedName(ROOT + ".store.database.H2$Fault")
            .and()
            .doNotHaveFullyQualifiedName(ROOT + ".fleet.centre.CentreFailure")
            .should()
            .callMethod(ROOT + ".store.sql.Sql", "h2", String.class.getName())
            .orShould()
            .callMethod("java.sql.SQLException", "getErrorCode")
            .orShould()
            .callMethod("java.sql.SQLException", "getSQLState")
            .orShould()
            .dependOnClassesThat(resideInAPackage("org.h2.."))
            .because("a dialect is one class");

    @ArchTest
    static final ArchRule KEEPS_NATIVE_CALLS_IN_POSIX =
            onlyIn("posix", resideInAnyPackage("com.sun.jna..", "sun.misc.."));

    @ArchTest
    static final ArchRule USES_ITS_OWN_HTTP_SERVER = noClasses()
            .should()
            .dependOnClassesThat(resideInAPackage("com.sun.net.httpserver.."))
            .because("the server of the JDK can neither bind a Unix domain socket nor limit strangers");

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
            .resideOutsideOfPackages(ROOT, exactly("embedded"), exactly("launch"), exactly("logging"))
            .should()
            .accessTargetWhere(describe("reads the wall clock", ArchitectureTest::readsTheWallClock))
            .allowEmptyShould(true)
            .because("tests turn the clock, and a set clock must not change a verdict");

    @ArchTest
    static final ArchRule MARKS_EVERY_PACKAGE_AS_FREE_OF_NULL = classes().should(resideInANullMarkedPackage());

    private static String exactly(String room) {
        return ROOT + "." + room;
    }

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

    /**
     * Calls and method references alike: {@code now()} without a clock, and all that makes a clock or a date of "now".
     */
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
