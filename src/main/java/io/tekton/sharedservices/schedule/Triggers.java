package io.tekton.sharedservices.schedule;

import io.tekton.sharedservices.schedule.due.StoredTrigger;
import java.time.Instant;
import java.util.Date;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.quartz.JobBuilder;
import org.quartz.JobDetail;
import org.quartz.JobKey;
import org.quartz.Scheduler;
import org.quartz.SchedulerException;
import org.quartz.SimpleScheduleBuilder;
import org.quartz.Trigger;
import org.quartz.TriggerBuilder;
import org.quartz.TriggerKey;
import org.quartz.impl.matchers.GroupMatcher;

/**
 * The persistent triggers: one for each job, for one firing. A firing that was missed while nobody was there happens at
 * once, whatever its age ({@code MISFIRE_INSTRUCTION_IGNORE_MISFIRE_POLICY}), and history then decides whether there is
 * anything to do. Thread-safe.
 */
final class Triggers {
    private static final String GROUP = "jobs";

    private final Scheduler quartz;

    Triggers(Scheduler quartz) {
        this.quartz = quartz;
    }

    /** The names of all jobs that Quartz knows. */
    Set<String> jobs() throws SchedulerException {
        return quartz.getJobKeys(GroupMatcher.jobGroupEquals(GROUP)).stream()
                .map(JobKey::getName)
                .collect(Collectors.toSet());
    }

    void addJob(String name) throws SchedulerException {
        JobDetail detail = JobBuilder.newJob(Firing.class)
                .withIdentity(job(name))
                .storeDurably()
                .build();
        quartz.addJob(detail, true);
    }

    /** Together with its trigger. */
    void removeJob(String name) throws SchedulerException {
        quartz.deleteJob(job(name));
    }

    @SuppressWarnings("JavaUtilDate") // Quartz speaks of times in no other way.
    Optional<StoredTrigger> find(String name) throws SchedulerException {
        Trigger trigger = quartz.getTrigger(key(name));
        if (trigger == null) {
            return Optional.empty();
        }
        StoredTrigger.State state = switch (quartz.getTriggerState(key(name))) {
            case NORMAL -> StoredTrigger.State.SOUND;
            // NONE: it was there a moment ago
            case COMPLETE, NONE -> StoredTrigger.State.FIRED;
            case PAUSED, ERROR, BLOCKED -> StoredTrigger.State.BROKEN;
        };
        return Optional.of(new StoredTrigger(trigger.getStartTime().toInstant(), state));
    }

    /** Makes it fire at this time and at no other; at once if that has passed. */
    @SuppressWarnings("JavaUtilDate") // Quartz speaks of times in no other way.
    void set(String name, Instant at) throws SchedulerException {
        Trigger trigger = TriggerBuilder.newTrigger()
                .withIdentity(key(name))
                .forJob(job(name))
                .startAt(Date.from(at))
                .withSchedule(SimpleScheduleBuilder.simpleSchedule()
                        .withRepeatCount(0)
                        .withMisfireHandlingInstructionIgnoreMisfires())
                .build();
        if (quartz.rescheduleJob(key(name), trigger) == null) {
            quartz.scheduleJob(trigger);
        }
    }

    void remove(String name) throws SchedulerException {
        quartz.unscheduleJob(key(name));
    }

    private static JobKey job(String name) {
        return new JobKey(name, GROUP);
    }

    private static TriggerKey key(String name) {
        return new TriggerKey(name, GROUP);
    }
}
