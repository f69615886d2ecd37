package io.tekton.sharedservices.embedded;

import io.tekton.sharedservices.schedule.ScheduleListener;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;

/** Logs what the scheduler of an embedded service reports, as the program around it has set up its logging. */
final class EmbeddedListener implements ScheduleListener {
    private final Logger logger;

    /** @param service the name under which it logs */
    EmbeddedListener(String service) {
        this.logger = LogManager.getLogger(service);
    }

    @Override
    public void runFailed(String job, Throwable failure) {
        logger.error("a run of {} threw", job, failure);
    }

    @Override
    public void triggerRepaired(String job, String why) {
        logger.warn("the trigger of {} was repaired: {}", job, why);
    }

    @Override
    public void schedulingFailed(String job, Exception failure) {
        logger.error("{} could not be scheduled; it is tried again", job, failure);
    }
}
