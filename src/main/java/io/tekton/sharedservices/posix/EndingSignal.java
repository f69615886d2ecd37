package io.tekton.sharedservices.posix;

import com.sun.jna.LastErrorException;
import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Pointer;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;

/**
 * The signals that end a JVM, and handlers for them. A process inherits which signals are ignored: a script's
 * background has SIGINT ignored, {@code nohup} SIGHUP. The JVM leaves these three ignored where they were, and then
 * also takes no handler, without an error.
 */
enum EndingSignal {
    HUP(1),
    INT(2),
    TERM(15);

    /** The same on Linux and macOS. */
    private final int number;

    EndingSignal(int number) {
        this.number = number;
    }

    /** Of a process that this signal ended, as shells and the JVM have it. */
    int exitCode() {
        return 128 + number;
    }

    /** {@code sigaction(2)} and {@code signal(2)}; loaded, and JNA with it, when the first handler is arranged. */
    private static final class Calls {
        /** More than {@code struct sigaction} takes anywhere; its first field is the handler. */
        static final int STRUCT_SIGACTION = 1024;

        static final long SIG_IGN = 1;
        static final Pointer SIG_DFL = Pointer.NULL;

        static {
            NativeAccess.prepare();
            Native.register(Calls.class, NativeLibrary.getProcess());
        }

        static native int sigaction(int signal, Pointer fresh, Pointer old) throws LastErrorException;

        static native Pointer signal(int signal, Pointer handler) throws LastErrorException;
    }

    /**
     * Gives the signal its default action where it is ignored; else does nothing. Nor does it where no native call is
     * possible.
     *
     * @return whether it was ignored, and is so no more
     * @throws PosixException if a call failed
     */
    boolean heedAgainIfPossible() {
        try (Memory old = new Memory(Calls.STRUCT_SIGACTION)) {
            Calls.sigaction(number, Pointer.NULL, old);
            if (Pointer.nativeValue(old.getPointer(0)) != Calls.SIG_IGN) {
                return false;
            }
            Calls.signal(number, Calls.SIG_DFL);
            return true;
        } catch (LastErrorException e) {
            throw new PosixException("the action of SIG" + this + " cannot be changed", e.getErrorCode(), e);
        } catch (LinkageError e) {
            return false;
        }
    }

    /**
     * Has the action done at each such signal that is not ignored, on the JVM's thread for signals. Java offers that in
     * a class of module {@code jdk.unsupported} alone, which is reached by reflection since the compiler cannot be made
     * to accept it.
     *
     * @return whether it could be arranged: not where the JVM was started with {@code -Xrs}
     */
    boolean onEach(Runnable action) {
        try {
            Class<?> signalClass = Class.forName("sun.misc.Signal");
            Class<?> handlerClass = Class.forName("sun.misc.SignalHandler");
            InvocationHandler calls = (proxy, method, arguments) -> switch (method.getName()) {
                case "handle" -> {
                    action.run();
                    yield null;
                }
                case "hashCode" -> System.identityHashCode(proxy);
                case "equals" -> proxy == arguments[0];
                default -> "handler of SIG" + this;
            };
            Object handler =
                    Proxy.newProxyInstance(EndingSignal.class.getClassLoader(), new Class<?>[] {handlerClass}, calls);
            Object signal = signalClass.getConstructor(String.class).newInstance(name());
            signalClass.getMethod("handle", signalClass, handlerClass).invoke(null, signal, handler);
            return true;
        } catch (ReflectiveOperationException e) {
            return false;
        }
    }
}
