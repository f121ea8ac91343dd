package dev.sluice.core.dialect.translate.responses;

import dev.sluice.core.dialect.translate.responses.Item.State;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The item that is under way, and grows; it tells what becomes of it. Single-threaded. */
sealed interface OpenItem {

    void begin();

    void delta(String delta);

    /** What vouches for it, where it is thoughts. */
    default void seal(String with) {
        // Nothing else has a place for it.
    }

    /** Closes what is open in it; what it has become. */
    Item end(State state);

    /** Text that grows at one place. */
    final class Growing {

        private final Progress progress;
        private final Channel channel;
        private final Progress.Place place;
        private final StringBuilder text = new StringBuilder();

        Growing(Progress progress, Channel channel, Progress.Place place) {
            this.progress = progress;
            this.channel = channel;
            this.place = place;
            progress.partBegins(channel, place);
        }

        void delta(String delta) {
            text.append(delta);
            progress.delta(channel, place, delta);
        }

        boolean isEmpty() {
            return text.isEmpty();
        }

        String end() {
            String whole = text.toString();
            progress.textDone(channel, place, whole);
            return whole;
        }
    }

    /** Thoughts, of one part. */
    final class Thoughts implements OpenItem {

        private final Progress.Place place;
        private final Progress progress;
        private @Nullable Growing text;
        private @Nullable String sealed;

        Thoughts(Progress.Place place, Progress progress) {
            this.place = place;
            this.progress = progress;
        }

        @Override
        public void begin() {
            progress.itemBegins(place.itemIndex(), new Item.Reasoning(place.itemId(), null, null));
            text = new Growing(progress, Channel.SUMMARY, place);
        }

        @Override
        public void delta(String delta) {
            growing().delta(delta);
        }

        @Override
        public void seal(String with) {
            sealed = with;
        }

        @Override
        public Item end(State state) {
            Item item = new Item.Reasoning(place.itemId(), growing().end(), sealed);
            progress.itemDone(place.itemIndex(), item);
            return item;
        }

        private Growing growing() {
            if (text == null) {
                throw new IllegalStateException("not begun");
            }
            return text;
        }
    }

    /** A message: parts of text, and of refusal. */
    final class Message implements OpenItem {

        private final Progress.Place place;
        private final Progress progress;
        private final List<Item.Content> parts = new ArrayList<>(1);
        private Channel channel = Channel.TEXT;
        private @Nullable Growing text;

        Message(Progress.Place place, Progress progress) {
            this.place = place;
            this.progress = progress;
        }

        @Override
        public void begin() {
            progress.itemBegins(place.itemIndex(), new Item.Message(place.itemId(), State.IN_PROGRESS, List.of()));
        }

        /** What follows is text, or a refusal. */
        void speak(Channel next) {
            if (text == null || channel != next) {
                endPart();
                channel = next;
                text = new Growing(progress, next, new Progress.Place(place.itemId(), place.itemIndex(), parts.size()));
            }
        }

        @Override
        public void delta(String delta) {
            if (text != null) {
                text.delta(delta);
            }
        }

        @Override
        public Item end(State state) {
            endPart();
            Item item = new Item.Message(place.itemId(), state, parts);
            progress.itemDone(place.itemIndex(), item);
            return item;
        }

        private void endPart() {
            if (text != null) {
                parts.add(new Item.Content(channel, text.end()));
                text = null;
            }
        }
    }

    /** A call, whose arguments grow. */
    final class Call implements OpenItem {

        private final Progress.Place place;
        private final Progress progress;
        private final String callId;
        private final String name;
        private final Growing arguments;

        Call(Progress.Place place, Progress progress, String callId, String name) {
            this.place = place;
            this.progress = progress;
            this.callId = callId;
            this.name = name;
            this.arguments = new Growing(progress, Channel.ARGUMENTS, place);
        }

        @Override
        public void begin() {
            progress.itemBegins(place.itemIndex(), call(State.IN_PROGRESS, ""));
        }

        @Override
        public void delta(String delta) {
            arguments.delta(delta);
        }

        /** Clients read arguments as JSON, which nothing is not. */
        @Override
        public Item end(State state) {
            if (arguments.isEmpty() && state == State.COMPLETED) {
                arguments.delta("{}");
            }
            Item item = call(state, arguments.end());
            progress.itemDone(place.itemIndex(), item);
            return item;
        }

        private Item call(State state, String text) {
            return new Item.Call(place.itemId(), state, callId, name, text);
        }
    }
}
