package io.tekton.sharedservices.schedule;

import java.util.function.Consumer;
import org.quartz.Job;
import org.quartz.JobExecutionContext;

/**
 * A trigger has fired. This class's name stands in the store beside every job; it does nothing but tell the scheduler,
 * which decides. Not marked as forbidding concurrent execution: that each job's runs follow each other is seen to here,
 * and Quartz's way would leave triggers BLOCKED after a crash.
 */
final class Firing implements Job {
    private final Consumer<String> fired;

    Firing(Consumer<String> fired) {
        this.fired = fired;
    }

    @Override
    public void execute(JobExecutionContext context) {
        fired.accept(context.getJobDetail().getKey().getName());
    }
}
