package io.tekton.sharedservices.doctor;

import io.tekton.sharedservices.config.WebSettings;
import io.tekton.sharedservices.text.Causes;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;

/** Whether the API could listen where the settings have it, while no daemon does. */
public final class PortCheck {
    private PortCheck() {}

    /** @param asked whether somebody asked for this port: then no other will do */
    public static Check of(WebSettings web, boolean asked) {
        String where = web.address() + ":" + web.port();
        if (web.port() == 0) {
            return Check.good("port", "a free port is taken at each start; status shows it");
        }
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getByName(web.address()), web.port()));
            return Check.good("port", where + " is free");
        } catch (BindException e) {
            return taken(where + " cannot be had (" + Causes.of(e) + ")", asked);
        } catch (IOException e) {
            return Check.bad("port", where + " cannot be tried: " + Causes.of(e), "set web.address = 127.0.0.1");
        }
    }

    private static Check taken(String found, boolean asked) {
        return asked
                ? Check.bad(
                        "port",
                        found + ", and since web.port asks for it, the daemon does not start",
                        "set web.port to another, or to 0, which takes a free one")
                : Check.good("port", found + ": the daemon will take a free port, and status shows it");
    }
}
