package dev.verge.deploy.problem;

import dev.verge.isolate.template.ModuleRefusedException;
import java.util.Locale;

/**
 * The kinds of error, each with its stable name, HTTP status and title. A new kind of error is a
 * new constant here; a published constant's name never changes.
 *
 * <p>The {@code type} of a problem document is the URN {@code urn:verge:problem:} followed by the
 * constant's name in lower case with hyphens. A URN, since RFC 9457 (section 3.1.1) asks for an
 * absolute URI that means the same wherever it is read: control planes have no common address that
 * a URL could name, and a relative reference would give each of them types of its own.
 */
public enum ProblemType {
  MALFORMED_REQUEST(400, "The request is malformed"),
  MALFORMED_JSON(400, "The JSON document is malformed"),
  MALFORMED_MULTIPART(400, "The multipart body is malformed"),
  INVALID_NAME(400, "The name is not allowed"),
  INVALID_PARAMETER(400, "A query parameter is not allowed"),
  INVALID_FIELD(400, "A field is not allowed"),
  UNAUTHORIZED(401, "The access token is missing or wrong"),
  FORBIDDEN(403, "The access token does not allow this"),
  FOREIGN_ORIGIN(403, "The request comes from another site's page"),
  QUOTA_EXCEEDED(403, "The tenant would have more than it may"),
  NOT_FOUND(404, "There is nothing at this address"),
  NO_SUCH_TENANT(404, "There is no such tenant"),
  NO_SUCH_TOKEN(404, "There is no such access token"),
  NO_SUCH_FUNCTION(404, "There is no such function"),
  NO_SUCH_VERSION(404, "There is no such version"),
  NO_ASSETS(404, "The version has no assets"),
  NO_DEPLOYMENT(404, "The function has no deployment"),
  NO_CANARY(404, "The function has no canary"),
  NO_SUCH_TRIGGER(404, "The function has no such trigger"),
  NO_SUCH_STORE(404, "There is no such store"),
  NO_SUCH_KEY(404, "There is no such key"),
  NO_SUCH_SECRET(404, "There is no such secret"),
  METHOD_NOT_ALLOWED(405, "The method is not allowed here"),
  REQUEST_TIMEOUT(408, "The request's body came too slowly"),
  NAME_TAKEN(409, "The name is taken"),
  NOT_EDITABLE(409, "The version cannot be changed any more"),
  HOSTNAME_TAKEN(409, "The hostname is taken"),
  TENANT_NOT_EMPTY(409, "The tenant still has something"),
  TRIGGER_RUNNING(409, "The trigger runs already"),
  NO_WAY_BACK(409, "There is no version to go back to"),
  VERSION_ACTIVE(409, "The version is active"),
  VERSION_WATCHED(409, "A rule watches the version"),
  PRECONDITION_FAILED(412, "It is not as it was expected"),
  UPLOAD_TOO_LARGE(413, "The upload is too large"),
  URI_TOO_LONG(414, "The request's address is too long"),
  UNSUPPORTED_MEDIA_TYPE(415, "The content type is not supported here"),
  EXPECTATION_FAILED(417, "The expectation cannot be met"),
  MISDIRECTED_REQUEST(421, "The control plane is not known by this name"),
  INVALID_MANIFEST(422, "The manifest is not acceptable"),
  INVALID_HOSTNAME(422, "The hostname is not acceptable"),
  PACKAGE_REFUSED(422, "The package is not acceptable"),
  ASSETS_REFUSED(422, "The archive of assets is not acceptable"),
  INVALID_ROLLOUT(422, "The rollout is not acceptable"),
  INVALID_ENTRY(422, "The entry is not acceptable"),
  INVALID_SECRET(422, "The secret is not acceptable"),
  INVALID_TRIAL_REQUEST(422, "The request is not one that can be sent"),
  BACKUP_REFUSED(422, "The backup is not acceptable"),
  INVALID_SURROGATE_KEY(422, "The surrogate key is not acceptable"),
  NOT_WASM(422, "The module is not WebAssembly"),
  COMPONENT(422, "The module is a component"),
  MALFORMED_MODULE(422, "The module is malformed"),
  UNSUPPORTED_PROPOSAL(422, "The module needs an unsupported proposal"),
  UNKNOWN_IMPORT(422, "The module imports what Verge does not offer"),
  NO_ENTRYPOINT(422, "The module has no entry point"),
  MODULE_EXCEEDS_LIMITS(422, "The module starts beyond its limits"),
  TRIAL_FAILED(422, "The module failed when it was tried"),
  HEADERS_TOO_LARGE(431, "The request's headers are too large"),
  INTERNAL(500, "The control plane failed"),
  NO_ANSWER(502, "The function gave no answer"),
  STOPPING(503, "The control plane is stopping"),
  INSUFFICIENT_STORAGE(507, "The disk is full");

  private static final String PREFIX = "urn:verge:problem:";

  private final int status;
  private final String title;
  private final String uri;

  ProblemType(int status, String title) {
    this.status = status;
    this.title = title;
    this.uri = PREFIX + name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** The HTTP status code. */
  public int status() {
    return status;
  }

  /** The same short sentence for every occurrence. */
  public String title() {
    return title;
  }

  /** The {@code type} member of the problem document. */
  public String uri() {
    return uri;
  }

  /** The type that tells why a module was refused. */
  public static ProblemType of(ModuleRefusedException.Reason reason) {
    return switch (reason) {
      case NOT_WASM -> NOT_WASM;
      case COMPONENT -> COMPONENT;
      case MALFORMED -> MALFORMED_MODULE;
      case UNSUPPORTED_PROPOSAL -> UNSUPPORTED_PROPOSAL;
      case UNKNOWN_IMPORT -> UNKNOWN_IMPORT;
      case NO_ENTRYPOINT -> NO_ENTRYPOINT;
      case TOO_LARGE -> MODULE_EXCEEDS_LIMITS;
      case TRIAL_FAILED -> TRIAL_FAILED;
    };
  }
}
