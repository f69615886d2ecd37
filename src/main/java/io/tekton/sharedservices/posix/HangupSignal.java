package io.tekton.sharedservices.posix;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;

/**
 * SIGHUP, which operators send to have settings read again; unhandled it would end the JVM. Java offers signals in a class of module {@code
 * jdk.unsupported} alone, which is reached by reflection since the compiler cannot be told that it is meant.
 */
public final class HangupSignal {
    private HangupSignal() {}

    /**
     * Has something done at each SIGHUP, on a thread of its own. Not on the JVM's: that one, and each thread that it starts, has no class loader that sees
     * more than the JDK's core, and Quartz asks the thread for one.
     *
     * @return whether it could be arranged: not where the JVM was started with {@code -Xrs}, nor where SIGHUP was ignored by who started it
     */
    public static boolean onEach(Runnable action) {
        try {
            Class<?> signalClass = Class.forName("sun.misc.Signal");
            Class<?> handlerClass = Class.forName("sun.misc.SignalHandler");
            InvocationHandler calls = (proxy, method, arguments) -> switch (method.getName()) {
                case "handle" -> {
                    Thread thread = new Thread(action, "hangup");
                    thread.setContextClassLoader(HangupSignal.class.getClassLoader());
                    thread.setDaemon(true);
                    thread.start();
                    yield null;
                }
                case "hashCode" -> System.identityHashCode(proxy);
                case "equals" -> proxy == arguments[0];
                default -> "hangup handler";
            };
            Object handler =
                    Proxy.newProxyInstance(HangupSignal.class.getClassLoader(), new Class<?>[] {handlerClass}, calls);
            Object hangup = signalClass.getConstructor(String.class).newInstance("HUP");
            signalClass.getMethod("handle", signalClass, handlerClass).invoke(null, hangup, handler);
            return true;
        } catch (ReflectiveOperationException e) {
            return false;
        }
    }
}
