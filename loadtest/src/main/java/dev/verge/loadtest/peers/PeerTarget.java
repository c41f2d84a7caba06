package dev.verge.loadtest.peers;

import dev.verge.loadtest.http.Call;
import dev.verge.loadtest.target.Target;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.SequencedMap;

/**
 * One program that a peer serves.
 *
 * @param platform the peer
 * @param name of the work
 * @param port where it answers, on this machine
 * @param cooling makes the next request a cold start
 */
record PeerTarget(String platform, String name, int port, Runnable cooling) implements Target {

  /** One whose requests are all alike. */
  PeerTarget(String platform, String name, int port) {
    this(platform, name, port, () -> {});
  }

  @Override
  public String url() {
    return "http://" + authority() + "/";
  }

  @Override
  public SequencedMap<String, String> facts() {
    return Collections.unmodifiableSequencedMap(new LinkedHashMap<>());
  }

  @Override
  public Call call(String method, String path, String body) {
    return new Call(
        new InetSocketAddress(InetAddress.getLoopbackAddress(), port),
        authority(),
        method,
        path,
        body);
  }

  @Override
  public void cool() {
    cooling.run();
  }

  /** The hostname's first label is the work's name, as it is with Verge's functions. */
  private String authority() {
    return name + ".localhost:" + port;
  }
}
