package dev.sluice.netty.boot;

import java.lang.reflect.Proxy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * SIGHUP. The JDK has it only in {@code sun.misc.Signal}, which is reached by reflection: it is not there everywhere.
 */
final class HangUp {

    private static final Logger LOG = LoggerFactory.getLogger(HangUp.class);

    private HangUp() {}

    /** Runs something on a thread of its own each time the signal arrives. */
    @SuppressWarnings("ReferenceEquality") // a proxy is equal to itself only
    static void onSignal(Runnable then) {
        try {
            Class<?> signal = Class.forName("sun.misc.Signal");
            Class<?> handler = Class.forName("sun.misc.SignalHandler");
            Object runs = Proxy.newProxyInstance(
                    HangUp.class.getClassLoader(), new Class<?>[] {handler}, (proxy, method, arguments) -> {
                        if (method.getName().equals("handle")) {
                            then.run();
                            return null;
                        }
                        return method.getName().equals("hashCode") ? 1 : proxy == arguments[0];
                    });
            signal.getMethod("handle", signal, handler)
                    .invoke(null, signal.getConstructor(String.class).newInstance("HUP"), runs);
        } catch (ReflectiveOperationException | IllegalArgumentException e) {
            LOG.warn("SIGHUP cannot be heard here; reload with POST /-/reload ({})", e.toString());
        }
    }
}
