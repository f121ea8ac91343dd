package dev.sluice.metrics.admin;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serves every request of the admin port: first whether the caller may be here at all, then whether there is such a
 * thing, then whether this caller may have it, then the work in its lane. What goes wrong is logged and answered
 * without detail.
 */
final class Dispatcher implements HttpHandler {

    private static final Logger LOG = LoggerFactory.getLogger(Dispatcher.class);
    private static final Answer TOO_MANY = Answer.error(503, "busy", "too many such streams at once; try again")
            .with("Retry-After", "5");

    private final Routes routes;
    private final Gatekeeper gatekeeper;

    Dispatcher(Routes routes, Gatekeeper gatekeeper) {
        this.routes = routes;
        this.gatekeeper = gatekeeper;
    }

    @Override
    public void handle(HttpExchange exchange) throws IOException {
        boolean done = false;
        try {
            Answer answer = answer(new AdminRequest(exchange));
            done = answer.sender() != null && Handover.to(answer.sender(), () -> send(exchange, answer), exchange);
            if (!done) {
                send(exchange, answer.sender() == null ? answer : TOO_MANY);
                exchange.close();
                done = true;
            }
        } finally {
            // A stream that broke off must not look as if it had ended: the server cuts it off for what was thrown.
            if (!done && exchange.getResponseCode() < 0) {
                exchange.close();
            }
        }
    }

    private Answer answer(AdminRequest request) throws IOException {
        Optional<Answer> stranger = gatekeeper.refuseCaller(request);
        if (stranger.isPresent()) {
            return stranger.get();
        }
        List<Route> there = routes.at(request.path());
        if (there.isEmpty()) {
            return Answer.error(404, "not_found", "there is nothing here");
        }
        Optional<Route> found = there.stream()
                .filter(route -> route.methods().contains(request.method()))
                .findFirst();
        return found.isPresent() ? answer(request, found.get()) : methodNotAllowed(there);
    }

    private static Answer methodNotAllowed(List<Route> there) {
        String allowed = there.stream()
                .flatMap(route -> route.methods().stream())
                .distinct()
                .sorted()
                .collect(Collectors.joining(", "));
        return Answer.error(405, "method_not_allowed", "allowed here: " + allowed)
                .with("Allow", allowed);
    }

    private Answer answer(AdminRequest request, Route route) throws IOException {
        Optional<Answer> refusal = route.mutates() ? Gatekeeper.refuseMutation(request) : Optional.empty();
        refusal = refusal.isPresent() ? refusal : gatekeeper.refuseLogin(request, route.access());
        if (refusal.isPresent()) {
            return refusal.get();
        }
        Optional<Map<String, String>> path = route.path().match(request.path()).flatMap(Call::decode);
        if (path.isEmpty()) {
            return Answer.error(400, "invalid_path", "names are 1 to 64 letters, digits and . _ @ -");
        }
        Optional<byte[]> body = request.body(route.maxBody());
        if (body.isEmpty()) {
            return Answer.error(413, "body_too_large", "a body may have " + route.maxBody() + " bytes here");
        }
        return work(route, new Call(request, path.get(), body.get()));
    }

    private static Answer work(Route route, Call call) {
        try {
            return route.lane().call(() -> route.handler().handle(call));
        } catch (ExecutionException e) {
            LOG.error("{} {} failed", call.request().method(), route.path(), e.getCause());
            return Answer.error(500, "internal_error", "this failed; the log says why");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Answer.error(503, "closing", "the gateway is stopping");
        }
    }

    private static void send(HttpExchange exchange, Answer answer) throws IOException {
        answer.headers().forEach(exchange.getResponseHeaders()::set);
        exchange.getResponseHeaders().set("Cache-Control", "no-store");
        exchange.getResponseHeaders().set("X-Content-Type-Options", "nosniff");
        if (exchange.getRequestMethod().equals("HEAD")) {
            if (answer.stream() == null) {
                exchange.getResponseHeaders().set("Content-Length", Integer.toString(answer.body().length));
            }
            exchange.sendResponseHeaders(answer.status(), -1);
            return;
        }
        Answer.Stream stream = answer.stream();
        if (stream != null) {
            exchange.sendResponseHeaders(answer.status(), 0);
            Writer body = new OutputStreamWriter(exchange.getResponseBody(), StandardCharsets.UTF_8);
            stream.writeTo(body);
            body.close();
            return;
        }
        exchange.sendResponseHeaders(answer.status(), answer.body().length == 0 ? -1 : answer.body().length);
        try (OutputStream body = exchange.getResponseBody()) {
            body.write(answer.body());
        }
    }
}
