package io.tekton.sharedservices.schedule;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** Remembers what an operator would have seen. */
public final class RecordingListener implements ScheduleListener {
    final BlockingQueue<String> repairs = new LinkedBlockingQueue<>();
    public final BlockingQueue<Throwable> failures = new LinkedBlockingQueue<>();
    final BlockingQueue<Exception> troubles = new LinkedBlockingQueue<>();

    @Override
    public void runFailed(String job, Throwable failure) {
        failures.add(failure);
    }

    @Override
    public void triggerRepaired(String job, String why) {
        repairs.add(job + ": " + why);
    }

    @Override
    public void schedulingFailed(String job, Exception failure) {
        troubles.add(failure);
    }

    public static <T> T await(BlockingQueue<T> queue) throws InterruptedException {
        T heard = queue.poll(240, TimeUnit.SECONDS);
        if (heard == null) {
            throw new AssertionError("nothing was heard");
        }
        return heard;
    }
}
