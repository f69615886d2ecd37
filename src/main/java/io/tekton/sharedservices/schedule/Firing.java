package io.tekton.sharedservices.schedule;

import java.util.function.Consumer;
import org.quartz.Job;
import org.quartz.JobExecutionContext;

/**
 * A trigger has fired. The store holds this class's name beside every job. It only notifies the scheduler, which
 * decides. It is not annotated to disallow concurrent execution: the scheduler itself runs each job's runs one after
 * the other, and Quartz's way would leave triggers BLOCKED after a crash.
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
