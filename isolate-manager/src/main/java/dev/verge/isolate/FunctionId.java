package dev.verge.isolate;

import java.util.regex.Pattern;

/**
 * A function of a tenant. Both names are DNS labels in lower case, so that {@code
 * {function}.{tenant}.localhost} is always a hostname.
 *
 * @param tenant the owner's name, 1 to 63 characters of {@code a-z}, {@code 0-9} and inner hyphens
 * @param name the function's name within the tenant, of the same form
 */
public record FunctionId(String tenant, String name) implements Comparable<FunctionId> {
  private static final Pattern LABEL = Pattern.compile("[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?");

  /**
   * @throws InvalidNameException when a name is not a DNS label in lower case
   */
  public FunctionId {
    requireLabel("tenant", tenant);
    requireLabel("function", name);
  }

  @Override
  public int compareTo(FunctionId other) {
    int byTenant = tenant.compareTo(other.tenant);
    return byTenant != 0 ? byTenant : name.compareTo(other.name);
  }

  @Override
  public String toString() {
    return tenant + "/" + name;
  }

  private static void requireLabel(String what, String value) {
    if (!LABEL.matcher(value).matches()) {
      throw new InvalidNameException(
          "The %s name %s is not a DNS label: use 1 to 63 of a-z, 0-9 and inner hyphens."
              .formatted(what, quoted(value)));
    }
  }

  private static String quoted(String value) {
    String shown = value.length() > 80 ? value.substring(0, 80) + "…" : value;
    return '"' + shown.replaceAll("\\p{Cntrl}", "?") + '"';
  }
}
