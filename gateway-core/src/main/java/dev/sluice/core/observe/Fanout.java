package dev.sluice.core.observe;

import dev.sluice.core.account.Account;
import dev.sluice.core.account.LimitKind;
import dev.sluice.core.account.Scope;
import dev.sluice.core.price.Cost;
import dev.sluice.core.request.Endpoint;
import dev.sluice.core.request.Usage;
import dev.sluice.core.resilience.BreakerState;
import dev.sluice.core.resilience.RetryReason;
import dev.sluice.core.routing.RoutingFailure;
import dev.sluice.core.routing.StrategyKind;
import dev.sluice.core.store.QueryListener;
import java.util.List;

/** Tells several listeners what one hears, in order. As thread-safe as they are. */
public final class Fanout implements GatewayListener {

    private final List<GatewayListener> listeners;

    public Fanout(List<GatewayListener> listeners) {
        this.listeners = List.copyOf(listeners);
    }

    @Override
    public LoopListener onLoop(int loop) {
        return new Loops(listeners.stream().map(each -> each.onLoop(loop)).toArray(LoopListener[]::new));
    }

    @Override
    public void reloaded(int problems) {
        listeners.forEach(each -> each.reloaded(problems));
    }

    @Override
    public void keyValidated(int provider, ValidationResult result) {
        listeners.forEach(each -> each.keyValidated(provider, result));
    }

    @Override
    public void queried(QueryListener.Table table, QueryListener.Operation operation, long nanos) {
        listeners.forEach(each -> each.queried(table, operation, nanos));
    }

    @Override
    public void breakerChanged(int provider, int model, BreakerState to) {
        listeners.forEach(each -> each.breakerChanged(provider, model, to));
    }

    /** The listeners of one loop. */
    private record Loops(LoopListener[] each) implements LoopListener {

        @Override
        public void requestStarted(Endpoint endpoint) {
            for (LoopListener listener : each) {
                listener.requestStarted(endpoint);
            }
        }

        @Override
        public void requestEnded(ExchangeRecord exchange) {
            for (LoopListener listener : each) {
                listener.requestEnded(exchange);
            }
        }

        @Override
        public void attemptEnded(AttemptRecord attempt) {
            for (LoopListener listener : each) {
                listener.attemptEnded(attempt);
            }
        }

        @Override
        public void retried(int provider, RetryReason reason) {
            for (LoopListener listener : each) {
                listener.retried(provider, reason);
            }
        }

        @Override
        public void failedOver(int from, int to, FailoverResult result) {
            for (LoopListener listener : each) {
                listener.failedOver(from, to, result);
            }
        }

        @Override
        public void hedged(int provider, HedgeResult result) {
            for (LoopListener listener : each) {
                listener.hedged(provider, result);
            }
        }

        @Override
        public void wasted(int provider, int model, Endpoint endpoint, Usage usage, Cost cost) {
            for (LoopListener listener : each) {
                listener.wasted(provider, model, endpoint, usage, cost);
            }
        }

        @Override
        public void limited(Scope scope, LimitKind kind, Account who) {
            for (LoopListener listener : each) {
                listener.limited(scope, kind, who);
            }
        }

        @Override
        public void overBudget(LimitKind kind, Account who) {
            for (LoopListener listener : each) {
                listener.overBudget(kind, who);
            }
        }

        @Override
        public void charged(Account who, Funds from, long tokens, long picoDollars) {
            for (LoopListener listener : each) {
                listener.charged(who, from, tokens, picoDollars);
            }
        }

        @Override
        public void cacheLookedUp(CacheKind cache, CacheResult result, int model, Account who, long nanos) {
            for (LoopListener listener : each) {
                listener.cacheLookedUp(cache, result, model, who, nanos);
            }
        }

        @Override
        public void routed(StrategyKind strategy) {
            for (LoopListener listener : each) {
                listener.routed(strategy);
            }
        }

        @Override
        public void switched(int fromModel, int toModel, StrategyKind strategy) {
            for (LoopListener listener : each) {
                listener.switched(fromModel, toModel, strategy);
            }
        }

        @Override
        public void routingFailed(RoutingFailure reason) {
            for (LoopListener listener : each) {
                listener.routingFailed(reason);
            }
        }

        @Override
        public void chunkRead(int provider, long gapNanos) {
            for (LoopListener listener : each) {
                listener.chunkRead(provider, gapNanos);
            }
        }

        @Override
        public void staleConnection(int provider) {
            for (LoopListener listener : each) {
                listener.staleConnection(provider);
            }
        }

        @Override
        public void resumed(Side side, long nanos) {
            for (LoopListener listener : each) {
                listener.resumed(side, nanos);
            }
        }

        @Override
        public void acquired(int provider, long nanos) {
            for (LoopListener listener : each) {
                listener.acquired(provider, nanos);
            }
        }

        @Override
        public void probed(long lagNanos, double busyRatio) {
            for (LoopListener listener : each) {
                listener.probed(lagNanos, busyRatio);
            }
        }
    }
}
