package dev.sluice.loads.run;

import java.net.InetSocketAddress;
import java.net.URI;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads {@code http://127.0.0.1:8080} or {@code 127.0.0.1:8080}; refuses what is not loopback. */
final class Address implements ITypeConverter<InetSocketAddress> {

    @Override
    public InetSocketAddress convert(String value) {
        URI uri = URI.create(value.contains("://") ? value : "http://" + value);
        if (!"http".equals(uri.getScheme()) || uri.getHost() == null || uri.getPort() < 1) {
            throw new TypeConversionException("not http://HOST:PORT: " + value);
        }
        InetSocketAddress address = new InetSocketAddress(uri.getHost(), uri.getPort());
        if (address.isUnresolved() || !address.getAddress().isLoopbackAddress()) {
            throw new TypeConversionException("not a loopback address: " + value);
        }
        return address;
    }
}
