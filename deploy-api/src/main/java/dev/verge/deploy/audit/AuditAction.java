package dev.verge.deploy.audit;

import java.util.Locale;

/** What can be done that changes something. A published constant's name never changes. */
public enum AuditAction {
  VERSION_UPLOAD,
  VERSION_EDIT,
  VERSION_DELETE,
  FUNCTION_DELETE,
  DEPLOYMENT_ACTIVATE,
  DEPLOYMENT_END,
  DEPLOYMENT_ROLL_BACK,
  CANARY_PUT,
  CANARY_PROMOTE,
  CANARY_ABORT,
  ISOLATES_CLOSE,
  ISOLATES_RENEW,
  TRIAL_REQUEST,
  TRIGGER_RUN,
  KV_STORE_CREATE,
  KV_STORE_DELETE,
  KV_ENTRY_PUT,
  KV_ENTRY_DELETE,
  SECRET_STORE_CREATE,
  SECRET_STORE_DELETE,
  SECRET_PUT,
  SECRET_DELETE,
  CONFIG_STORE_CREATE,
  CONFIG_STORE_DELETE,
  CONFIG_ITEMS_CHANGE,
  CONFIG_ITEM_PUT,
  CONFIG_ITEM_DELETE,
  ACL_CREATE,
  ACL_DELETE,
  ACL_ENTRIES_CHANGE,
  CACHE_PURGE,
  TENANT_PUT,
  TENANT_DELETE,
  TOKEN_CREATE,
  TOKEN_REVOKE,
  BACKUP_TAKE,
  BACKUP_RESTORE;

  /** The constant's name in lower case with hyphens. */
  public String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
