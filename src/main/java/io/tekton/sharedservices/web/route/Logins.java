package io.tekton.sharedservices.web.route;

import io.tekton.sharedservices.api.ProblemCode;
import io.tekton.sharedservices.journal.AuditEvent;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * How browsers log in: a link is valid once and for a short time, and is given only to a client with the token. It is
 * exchanged for a session's secret. Only digests of secrets are kept, and nothing outlives the daemon. Thread-safe.
 */
public final class Logins {
    /** How long a link is good. */
    public static final Duration LINK = Duration.ofMinutes(2);

    /** A session ends after this at the latest. */
    static final Duration SESSION = Duration.ofHours(12);

    /** A session ends when nothing was asked for so long; an open page asks all the time. */
    static final Duration IDLE = Duration.ofHours(1);

    private static final int MOST_LINKS = 16;
    private static final int MOST_SESSIONS = 64;
    private static final int SECRET_BYTES = 32;
    private static final int NAME_BYTES = 3;
    private static final String SCHEME = "session ";

    private final Clock clock;
    private final SecureRandom random = new SecureRandom();
    private final Map<String, Link> links = new LinkedHashMap<>();
    private final Map<String, Open> sessions = new LinkedHashMap<>();
    private final Attempts attempts = new Attempts();

    public Logins(Clock clock) {
        this.clock = clock;
    }

    private record Link(String owner, Instant until) {}

    private static final class Open {
        private final DashboardSession session;
        private Instant used;

        Open(DashboardSession session, Instant used) {
            this.session = session;
            this.used = used;
        }
    }

    /** A secret for its owner, and what it opens. */
    public record Opened(String secret, DashboardSession session) {}

    /**
     * A new link's secret.
     *
     * @param actor the person at the command line, such as {@code op@command-line}
     */
    public synchronized String link(String actor) {
        Instant now = clock.instant();
        links.values().removeIf(link -> !now.isBefore(link.until()));
        dropOldest(links, MOST_LINKS);
        String secret = secret(SECRET_BYTES);
        links.put(AuditEvent.sha256(secret), new Link(owner(actor), now.plus(LINK)));
        return secret;
    }

    private static String owner(String actor) {
        int at = actor.indexOf('@');
        return at > 0 ? actor.substring(0, at) : actor;
    }

    /**
     * Exchanges a link for a session; the link is used up.
     *
     * @throws ProblemException if there is no such link any more, or after this one was tried too often
     */
    public synchronized Opened open(String linkSecret) throws ProblemException {
        Instant now = clock.instant();
        String digest = AuditEvent.sha256(linkSecret);
        Link link = links.remove(digest);
        if (link == null || !now.isBefore(link.until())) {
            if (attempts.tooMany(digest, now)) {
                throw new ProblemException(
                        ProblemCode.TOO_MANY_ATTEMPTS,
                        "this link was tried " + Attempts.MOST + " times in vain; another one is not affected");
            }
            attempts.failed(digest, now);
            throw new ProblemException(
                    ProblemCode.NO_SUCH_LINK,
                    "a link is good once and for " + LINK.toMinutes()
                            + " minutes; \"shared-services dashboard\" makes a new one");
        }
        sessions.values().removeIf(open -> isOver(open, now));
        dropOldest(sessions, MOST_SESSIONS);
        String secret = secret(SECRET_BYTES);
        DashboardSession session =
                new DashboardSession(link.owner() + "@dashboard-" + secret(NAME_BYTES), now.plus(SESSION));
        sessions.put(AuditEvent.sha256(secret), new Open(session, now));
        return new Opened(secret, session);
    }

    /**
     * Whose {@code Authorization} header this is; empty if it belongs to no session, or to one that has ended. This
     * renews the session.
     */
    synchronized Optional<DashboardSession> session(String authorization) {
        if (!authorization.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
            return Optional.empty();
        }
        String digest =
                AuditEvent.sha256(authorization.substring(SCHEME.length()).strip());
        Open open = sessions.get(digest);
        Instant now = clock.instant();
        if (open == null || isOver(open, now)) {
            sessions.remove(digest);
            return Optional.empty();
        }
        open.used = now;
        return Optional.of(open.session);
    }

    /** Whether it has not ended yet. This renews the session. */
    public synchronized boolean goesOn(DashboardSession session) {
        Instant now = clock.instant();
        for (Open open : sessions.values()) {
            if (open.session.equals(session) && !isOver(open, now)) {
                open.used = now;
                return true;
            }
        }
        return false;
    }

    public synchronized void end(DashboardSession session) {
        sessions.values().removeIf(open -> open.session.equals(session));
    }

    private static boolean isOver(Open open, Instant now) {
        return !now.isBefore(open.session.until()) || !now.isBefore(open.used.plus(IDLE));
    }

    private static void dropOldest(Map<String, ?> all, int most) {
        Iterator<String> oldest = all.keySet().iterator();
        while (all.size() >= most && oldest.hasNext()) {
            oldest.next();
            oldest.remove();
        }
    }

    private String secret(int bytes) {
        byte[] secret = new byte[bytes];
        random.nextBytes(secret);
        return HexFormat.of().formatHex(secret);
    }
}
