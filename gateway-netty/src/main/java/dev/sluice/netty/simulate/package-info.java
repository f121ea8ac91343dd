/**
 * The simulated provider: a real HTTP server in the dialects of OpenAI, Anthropic and Gemini whose latency, tokens and
 * faults are scripted. It serves the demo, the tests and the load tests. It stands on Netty's own HTTP codec, and
 * shares no code with the gateway, so that each checks the other. A request becomes an
 * {@link dev.sluice.netty.simulate.Inquiry} and a {@link dev.sluice.netty.simulate.Script}, where its
 * {@link dev.sluice.netty.simulate.SimulatedKey} admits it; both become a {@link dev.sluice.netty.simulate.Reply}, and
 * a {@link dev.sluice.netty.simulate.Delivery} plays that at its pace, or breaks it where the script says so; its
 * {@link dev.sluice.netty.simulate.Ledger} tells what was charged.
 */
@NullMarked
package dev.sluice.netty.simulate;

import org.jspecify.annotations.NullMarked;
