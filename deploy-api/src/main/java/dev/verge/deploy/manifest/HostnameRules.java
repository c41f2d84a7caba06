package dev.verge.deploy.manifest;

import dev.verge.deploy.problem.ProblemException;
import dev.verge.deploy.problem.ProblemType;
import dev.verge.isolate.FunctionId;
import dev.verge.isolate.InvalidNameException;
import dev.verge.isolate.VersionId;
import java.net.IDN;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which hostnames a function may claim, apart from whether somebody else has them.
 *
 * <p>A hostname is as RFC 1123 (section 2.1) and RFC 1035 (section 2.3.4) say; one in other scripts
 * is turned into ASCII (IDNA 2003, RFC 3490, as {@link IDN} has it). Every function has {@code
 * {function}.{tenant}.{domain}} unasked. Other names under the platform's own domain can be claimed
 * by the tenant whose name stands before the domain, and by nobody else; a name of the same form as
 * another function's own is that function's. {@code {version}--{function}.{tenant}.{domain}} are
 * previews, which nobody can claim.
 *
 * @param domain the platform's own domain, in lower case, without a leading dot
 * @param most how many a version may claim
 */
public record HostnameRules(String domain, int most) {
  private static final int MAX_CHARS = 253;
  private static final Pattern LABEL = Pattern.compile("[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?");
  private static final Pattern PREVIEW = Pattern.compile("([1-9][0-9]{0,8})--(.+)");
  private static final int MAX_LABEL_CHARS = 63;
  private static final Pattern NUMBER = Pattern.compile("[0-9]+|0x[0-9a-f]*");

  /**
   * @throws IllegalArgumentException when the domain is not a hostname
   */
  public HostnameRules {
    String domainGiven = domain;
    domain =
        canonical(domain)
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "The platform's domain \"%s\" is not a hostname.".formatted(domainGiven)));
  }

  /** The name that a function always answers. */
  public String ownName(FunctionId function) {
    return "%s.%s.%s".formatted(function.name(), function.tenant(), domain);
  }

  /**
   * The name under which a version can be looked at, deployed or not; empty when there is no room
   * for its number in a label.
   */
  public Optional<String> previewName(VersionId version) {
    String label = "%d--%s".formatted(version.number(), version.function().name());
    return label.length() > MAX_LABEL_CHARS
        ? Optional.empty()
        : Optional.of("%s.%s.%s".formatted(label, version.function().tenant(), domain));
  }

  /** The version whose preview has this name, whether or not it exists. */
  public Optional<VersionId> previewOf(String hostname) {
    int end = hostname.indexOf('.');
    Matcher label = PREVIEW.matcher(hostname.substring(0, Math.max(0, end)));
    if (!label.matches()) {
      return Optional.empty();
    }
    return ownerOf(label.group(2) + hostname.substring(end))
        .map(function -> new VersionId(function, Integer.parseInt(label.group(1))));
  }

  /**
   * Checks that a function's own name is not that of another one's preview.
   *
   * @throws ProblemException when it is
   */
  public void requireNoPreview(FunctionId function) {
    if (PREVIEW.matcher(function.name()).matches()) {
      throw new ProblemException(
          ProblemType.INVALID_NAME,
          "The function name \"%s\" would be that of a preview: begin it with something else than a number and two hyphens."
              .formatted(function.name()));
    }
  }

  /** The function whose own name this is, whether or not it exists. */
  public Optional<FunctionId> ownerOf(String hostname) {
    if (!hostname.endsWith("." + domain)) {
      return Optional.empty();
    }
    String[] labels =
        hostname.substring(0, hostname.length() - domain.length() - 1).split("\\.", -1);
    if (labels.length != 2) {
      return Optional.empty();
    }
    try {
      return Optional.of(new FunctionId(labels[1], labels[0]));
    } catch (InvalidNameException e) {
      return Optional.empty();
    }
  }

  /**
   * The hostnames in the form in which they are kept and looked up, each once, without the
   * function's own.
   *
   * @throws ProblemException when there are too many, or one breaks the rules
   */
  public List<String> claims(FunctionId function, List<String> hostnames) {
    if (hostnames.size() > most) {
      throw refused(
          "The manifest claims %d hostnames; a version may claim at most %d."
              .formatted(hostnames.size(), most));
    }
    Set<String> claims = new LinkedHashSet<>();
    for (String hostname : hostnames) {
      String claim = canonical(hostname).orElseThrow(() -> notAHostname(hostname));
      if (!mayClaim(function, claim)) {
        throw refused(
            "%s is not yours to claim: under %s, a function of %s may claim names that end in .%s.%s."
                .formatted(claim, domain, function.tenant(), function.tenant(), domain));
      }
      if (previewOf(claim).isPresent()) {
        throw refused(
            "%s is the name of a preview: versions answer there without being deployed."
                .formatted(claim));
      }
      claims.add(claim);
    }
    claims.remove(ownName(function));
    return List.copyOf(claims);
  }

  /** Whether a hostname in canonical form is under a domain that the function's tenant may use. */
  public boolean mayClaim(FunctionId function, String hostname) {
    return hostname.endsWith(".%s.%s".formatted(function.tenant(), domain))
        || !(hostname.equals(domain) || hostname.endsWith("." + domain));
  }

  private static Optional<String> canonical(String hostname) {
    if (hostname.isEmpty() || hostname.length() > MAX_CHARS) {
      return Optional.empty();
    }
    String ascii;
    try {
      ascii = IDN.toASCII(hostname, IDN.USE_STD3_ASCII_RULES).toLowerCase(Locale.ROOT);
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
    if (ascii.length() > MAX_CHARS) {
      return Optional.empty();
    }
    String[] labels = ascii.split("\\.", -1);
    for (String label : labels) {
      if (!LABEL.matcher(label).matches()) {
        return Optional.empty();
      }
    }
    // A last label that is a number makes an IPv4 address (WHATWG URL, "ends in a number").
    return NUMBER.matcher(labels[labels.length - 1]).matches()
        ? Optional.empty()
        : Optional.of(ascii);
  }

  private static ProblemException notAHostname(String hostname) {
    String shown = hostname.length() > 80 ? hostname.substring(0, 80) + "…" : hostname;
    return refused(
        "\"%s\" is not a hostname: use names such as www.example.com, without scheme, port, path, wildcard or address."
            .formatted(shown.replaceAll("\\p{Cntrl}", "?")));
  }

  private static ProblemException refused(String detail) {
    return new ProblemException(ProblemType.INVALID_HOSTNAME, detail);
  }
}
