package dev.sluice.netty.simulate;

/**
 * How the simulated provider answers: when, how much, and what goes wrong. Immutable. A server has one by default; each
 * request may change it with {@code x-sim-*} headers or behind a {@code +} in its model name.
 */
public record Script(Pace pace, Payload payload, Fault fault) {

    /** Sixteen words, at once, without a fault. */
    public static final Script DEFAULT = new Script(Pace.AT_ONCE, Payload.WORDS, Fault.NONE);

    /**
     * This script, changed by settings as in a model name: {@code tokens=50+interval=20ms+fault=cut}.
     *
     * @throws BadScriptException naming the setting, and what it accepts
     */
    public Script with(String settings) {
        return ScriptSettings.ofText(settings, "script").applyTo(this);
    }
}
