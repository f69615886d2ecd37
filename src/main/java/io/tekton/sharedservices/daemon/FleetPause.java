package io.tekton.sharedservices.daemon;

import io.tekton.sharedservices.configsync.ConfigSync;
import io.tekton.sharedservices.fleet.centre.Heartbeat;
import io.tekton.sharedservices.journal.Pause;
import io.tekton.sharedservices.runtime.Job;
import io.tekton.sharedservices.runtime.RuntimeContext;
import io.tekton.sharedservices.runtime.ServiceRuntime;
import java.util.List;
import java.util.Optional;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;

/**
 * Follows the fleet's advice to pause, once: the jobs that end or remove something are paused here, on record as any
 * pause. A pause of a person stays, and so does a person's resumption while the same advice lasts, also across
 * restarts. Not thread-safe.
 */
final class FleetPause {
    private static final String ACTOR = "fleet:";

    private final Logger logger = LogManager.getLogger("fleet");
    private final ServiceRuntime runtime;
    private final AdviceOnRecord followed;
    private Settled settled = new Settled(-1, Optional.empty(), false);

    /**
     * What the last call came to.
     *
     * @param head the last event of the journal when it began: pauses are events, so none was added or ended since
     * @param paused its answer
     */
    private record Settled(long head, Optional<Heartbeat.Advice> advice, boolean paused) {}

    FleetPause(ServiceRuntime runtime) {
        this.runtime = runtime;
        this.followed = new AdviceOnRecord(runtime.context().places().stateFolder());
    }

    /**
     * @return whether a job is paused by the fleet now
     * @throws io.tekton.sharedservices.journal.AuditException if it cannot be recorded: it is tried again then
     */
    boolean follow(Optional<Heartbeat.Advice> advice) {
        long head = runtime.context().reader().head().sequence();
        // it is called with each heartbeat, and asking the store takes longer than the heartbeat itself
        if (head != settled.head() || !advice.equals(settled.advice())) {
            settled = new Settled(head, advice, followNow(advice));
        }
        return settled.paused();
    }

    private boolean followNow(Optional<Heartbeat.Advice> advice) {
        RuntimeContext context = runtime.context();
        if (advice.isPresent() && !followed.isFollowed(advice.get())) {
            for (String job : jobs()) {
                if (context.pausedJobs().of(job).isEmpty()) {
                    runtime.scheduler()
                            .pause(
                                    job,
                                    advice.get().reason(),
                                    ACTOR + advice.get().actor());
                    logger.warn(
                            "{} is paused by the fleet: {}", job, advice.get().reason());
                }
            }
            followed.followed(advice.get());
        }
        if (advice.isEmpty()) {
            followed.followed(null);
            for (String job : jobs()) {
                if (context.pausedJobs().of(job).filter(FleetPause::isOurs).isPresent()) {
                    runtime.scheduler().resume(job);
                    runtime.job(job).ifPresent(Job::checkNow);
                    logger.info("{} is resumed: the fleet is no longer paused", job);
                }
            }
        }
        return context.pausedJobs().all().stream().anyMatch(FleetPause::isOurs);
    }

    private static boolean isOurs(Pause pause) {
        return pause.actor().startsWith(ACTOR);
    }

    private List<String> jobs() {
        return runtime.jobs().stream()
                .map(job -> job.description().name())
                .filter(name -> !name.equals(ConfigSync.JOB))
                .toList();
    }
}
