package dev.verge.isolate.platform.backends;

import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javax.net.ssl.SSLContext;

/**
 * Lists of cipher suites in OpenSSL's notation (openssl-ciphers(1)), turned into the JDK's names.
 * As in OpenSSL, the suites of TLS 1.3 are there whatever the list says.
 */
final class CipherList {
  private static final Map<String, Suite> SUITES = supported();

  /** What OpenSSL's keywords stand for that have no suite here. */
  private static final Set<String> NOTHING =
      Set.of(
          "ADH",
          "AECDH",
          "ANULL",
          "ENULL",
          "NULL",
          "EXP",
          "EXPORT",
          "LOW",
          "MEDIUM",
          "DES",
          "RC4",
          "MD5",
          "PSK",
          "SRP",
          "SEED",
          "IDEA",
          "CAMELLIA",
          "ARIA",
          "DSS",
          "ADSS",
          "KRB5",
          "SSLV3",
          "3DES");

  private CipherList() {}

  /**
   * A suite.
   *
   * @param name the JDK's
   * @param tags OpenSSL's own name and the keywords that it falls under, in upper case
   */
  private record Suite(String name, Set<String> tags, boolean tls13) {
    boolean has(String expression) {
      return Arrays.stream(expression.split("\\+", -1)).allMatch(tags::contains);
    }
  }

  /**
   * The suites of a list, the most wanted first.
   *
   * @throws IllegalArgumentException with the word that stands for nothing known, or when nothing
   *     is left
   */
  static List<String> parse(String list) {
    Set<String> chosen = new LinkedHashSet<>();
    Set<String> banned = new HashSet<>();
    for (String word : list.trim().toUpperCase(java.util.Locale.ROOT).split("[:, ]+", -1)) {
      apply(word, chosen, banned);
    }
    if (chosen.isEmpty()) {
      throw new IllegalArgumentException("no usable cipher suite is in the list " + list);
    }
    List<String> result = new ArrayList<>();
    SUITES.values().stream().filter(Suite::tls13).map(Suite::name).forEach(result::add);
    chosen.stream().filter(name -> !result.contains(name)).forEach(result::add);
    return result;
  }

  private static void apply(String word, Set<String> chosen, Set<String> banned) {
    if (word.startsWith("@")) {
      return; // an order or a security level: the JDK has its own
    }
    char first = word.isEmpty() ? 0 : word.charAt(0);
    boolean removes = first == '!' || first == '-';
    String expression = removes || first == '+' ? word.substring(1) : word;
    List<String> names =
        SUITES.values().stream().filter(s -> s.has(expression)).map(Suite::name).toList();
    if (names.isEmpty() && !knownToBeNothing(expression)) {
      throw new IllegalArgumentException("there is no cipher suite " + word);
    }
    if (removes) {
      chosen.removeAll(names);
      if (first == '!') {
        banned.addAll(names);
      }
    } else if (first != '+') {
      names.stream().filter(name -> !banned.contains(name)).forEach(chosen::add);
    }
  }

  private static boolean knownToBeNothing(String expression) {
    return Arrays.stream(expression.split("\\+", -1)).anyMatch(NOTHING::contains);
  }

  private static Map<String, Suite> supported() {
    Map<String, Suite> suites = new LinkedHashMap<>();
    try {
      for (String name : SSLContext.getDefault().getSupportedSSLParameters().getCipherSuites()) {
        suite(name).ifPresent(suite -> suites.put(name, suite));
      }
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("this JDK has no TLS", e);
    }
    return suites;
  }

  /** Such as {@code TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256}; TLS 1.3 has no {@code WITH}. */
  private static Optional<Suite> suite(String name) {
    if (!name.startsWith("TLS_")) {
      return Optional.empty();
    }
    int with = name.indexOf("_WITH_");
    if (with < 0) {
      return name.contains("SCSV")
          ? Optional.empty()
          : Optional.of(new Suite(name, Set.of(name, "ALL", "DEFAULT", "HIGH"), true));
    }
    String exchange = name.substring(4, with);
    String cipher = name.substring(with + 6);
    if (exchange.contains("anon") || exchange.contains("KRB5") || cipher.contains("NULL")) {
      return Optional.empty();
    }
    Set<String> tags = new HashSet<>(Set.of("ALL", "DEFAULT", "HIGH", "COMPLEMENTOFDEFAULT"));
    tags.add(openSslName(exchange, cipher));
    tags.add(name);
    addExchange(tags, exchange);
    addCipher(tags, cipher);
    return Optional.of(new Suite(name, tags, false));
  }

  private static String openSslName(String exchange, String cipher) {
    String short1 = cipher.replace("_CBC", "").replace("AES_", "AES");
    String short2 = short1.startsWith("CHACHA20") ? "CHACHA20_POLY1305" : short1;
    String prefix = exchange.equals("RSA") ? "" : exchange + "-";
    return (prefix + short2).replace('_', '-');
  }

  private static void addExchange(Set<String> tags, String exchange) {
    if (exchange.startsWith("ECDHE")) {
      tags.addAll(Set.of("ECDHE", "EECDH", "KECDHE", "KEECDH", "ECDH"));
    } else if (exchange.startsWith("DHE")) {
      tags.addAll(Set.of("DHE", "EDH", "KDHE", "KEDH", "DH"));
    } else if (exchange.equals("RSA")) {
      tags.add("KRSA");
    }
    if (exchange.endsWith("ECDSA")) {
      tags.addAll(Set.of("ECDSA", "AECDSA"));
    } else if (exchange.endsWith("RSA")) {
      tags.addAll(Set.of("RSA", "ARSA"));
    }
  }

  private static void addCipher(Set<String> tags, String cipher) {
    if (cipher.startsWith("AES")) {
      tags.add("AES");
      tags.add(cipher.startsWith("AES_128") ? "AES128" : "AES256");
      tags.add(cipher.contains("GCM") ? "AESGCM" : "CBC");
      tags.add("TLSV1.2");
    } else if (cipher.startsWith("CHACHA20")) {
      tags.addAll(Set.of("CHACHA20", "TLSV1.2"));
    }
    if (cipher.endsWith("SHA")) {
      tags.addAll(Set.of("SHA", "SHA1"));
    } else {
      tags.add(cipher.substring(cipher.lastIndexOf('_') + 1));
    }
  }
}
