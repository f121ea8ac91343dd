package dev.sluice.netty.server;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFactory;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.channel.uring.IoUring;
import io.netty.channel.uring.IoUringDatagramChannel;
import io.netty.channel.uring.IoUringIoHandler;
import io.netty.channel.uring.IoUringServerSocketChannel;
import io.netty.channel.uring.IoUringSocketChannel;
import java.util.Locale;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * How sockets are driven. Epoll comes first where it works: measured on streams and unary requests it costs less than
 * io_uring (see docs/performance.md); NIO works everywhere. {@code -Dsluice.transport=} chooses another.
 */
public enum Transport {
    EPOLL(
            Epoll::isAvailable,
            EpollIoHandler::newFactory,
            EpollServerSocketChannel::new,
            EpollSocketChannel::new,
            EpollDatagramChannel::new),
    IO_URING(
            IoUring::isAvailable,
            IoUringIoHandler::newFactory,
            IoUringServerSocketChannel::new,
            IoUringSocketChannel::new,
            IoUringDatagramChannel::new),
    NIO(
            () -> true,
            NioIoHandler::newFactory,
            NioServerSocketChannel::new,
            NioSocketChannel::new,
            NioDatagramChannel::new);

    private final BooleanSupplier available;
    private final Supplier<IoHandlerFactory> handlers;
    private final ChannelFactory<? extends ServerChannel> serverChannels;
    private final ChannelFactory<? extends SocketChannel> channels;
    private final ChannelFactory<? extends DatagramChannel> datagrams;

    Transport(
            BooleanSupplier available,
            Supplier<IoHandlerFactory> handlers,
            ChannelFactory<? extends ServerChannel> serverChannels,
            ChannelFactory<? extends SocketChannel> channels,
            ChannelFactory<? extends DatagramChannel> datagrams) {
        this.available = available;
        this.handlers = handlers;
        this.serverChannels = serverChannels;
        this.channels = channels;
        this.datagrams = datagrams;
    }

    /** The transport to use here: the one that is asked for, else the first that works. */
    public static Transport choose() {
        String asked = System.getProperty("sluice.transport");
        if (asked != null) {
            Transport chosen = valueOf(asked.toUpperCase(Locale.ROOT).replace('-', '_'));
            if (!chosen.available.getAsBoolean()) {
                throw new IllegalStateException("sluice.transport=" + asked + " does not work on this machine");
            }
            return chosen;
        }
        for (Transport transport : values()) {
            if (transport.available.getAsBoolean()) {
                return transport;
            }
        }
        return NIO;
    }

    IoHandlerFactory handlers() {
        return handlers.get();
    }

    ChannelFactory<? extends ServerChannel> serverChannels() {
        return serverChannels;
    }

    ChannelFactory<? extends Channel> channels() {
        return channels;
    }

    ChannelFactory<? extends DatagramChannel> datagrams() {
        return datagrams;
    }

    ChannelFactory<? extends SocketChannel> socketChannels() {
        return channels;
    }
}
