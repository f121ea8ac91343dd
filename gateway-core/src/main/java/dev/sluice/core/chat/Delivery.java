package dev.sluice.core.chat;

/** How an answer is to come. */
public enum Delivery {
    WHOLE,
    STREAM
}
