// Every hostcall of Fastly Compute's guest ABI, as a C program imports it. Made from the interface
// definition (compute-at-edge.witx and its companions); ComputeAbiTest holds the platform against it.
#include <stdint.h>

__attribute__((import_module("fastly_abi"), import_name("init")))
int32_t abi_init(uint64_t abi_version);
__attribute__((import_module("fastly_acl"), import_name("open")))
int32_t acl_open(const void *name, uint32_t name_len, const void *acl_handle_out);
__attribute__((import_module("fastly_acl"), import_name("lookup")))
int32_t acl_lookup(uint32_t acl, const void *ip_octets, uint32_t ip_len, const void *body_handle_out, const void *acl_error_out);
__attribute__((import_module("fastly_async_io"), import_name("select")))
int32_t async_io_select(const void *hs, uint32_t hs_len, uint32_t timeout_ms, const void *ready_idx_out);
__attribute__((import_module("fastly_async_io"), import_name("is_ready")))
int32_t async_io_is_ready(uint32_t handle, const void *is_done_out);
__attribute__((import_module("fastly_backend"), import_name("exists")))
int32_t backend_exists(const void *backend, uint32_t backend_len, const void *backend_exists_out);
__attribute__((import_module("fastly_backend"), import_name("is_healthy")))
int32_t backend_is_healthy(const void *backend, uint32_t backend_len, const void *backend_health_out);
__attribute__((import_module("fastly_backend"), import_name("is_dynamic")))
int32_t backend_is_dynamic(const void *backend, uint32_t backend_len, const void *is_dynamic_out);
__attribute__((import_module("fastly_backend"), import_name("get_host")))
int32_t backend_get_host(const void *backend, uint32_t backend_len, const void *value, uint32_t value_max_len, const void *nwritten_out);
__attribute__((import_module("fastly_backend"), import_name("get_override_host")))
int32_t backend_get_override_host(const void *backend, uint32_t backend_len, const void *value, uint32_t value_max_len, const void *nwritten_out);
__attribute__((import_module("fastly_backend"), import_name("get_port")))
int32_t backend_get_port(const void *backend, uint32_t backend_len, const void *port_out);
__attribute__((import_module("fastly_backend"), import_name("get_connect_timeout_ms")))
int32_t backend_get_connect_timeout_ms(const void *backend, uint32_t backend_len, const void *timeout_ms_out);
__attribute__((import_module("fastly_backend"), import_name("get_first_byte_timeout_ms")))
int32_t backend_get_first_byte_timeout_ms(const void *backend, uint32_t backend_len, const void *timeout_ms_out);
__attribute__((import_module("fastly_backend"), import_name("get_between_bytes_timeout_ms")))
int32_t backend_get_between_bytes_timeout_ms(const void *backend, uint32_t backend_len, const void *timeout_ms_out);
__attribute__((import_module("fastly_backend"), import_name("get_http_keepalive_time")))
int32_t backend_get_http_keepalive_time(const void *backend, uint32_t backend_len, const void *timeout_ms_out);
__attribute__((import_module("fastly_backend"), import_name("get_tcp_keepalive_enable")))
int32_t backend_get_tcp_keepalive_enable(const void *backend, uint32_t backend_len, const void *is_keepalive_out);
__attribute__((import_module("fastly_backend"), import_name("get_tcp_keepalive_interval")))
int32_t backend_get_tcp_keepalive_interval(const void *backend, uint32_t backend_len, const void *timeout_secs_out);
__attribute__((import_module("fastly_backend"), import_name("get_tcp_keepalive_probes")))
int32_t backend_get_tcp_keepalive_probes(const void *backend, uint32_t backend_len, const void *probe_count_out);
__attribute__((import_module("fastly_backend"), import_name("get_tcp_keepalive_time")))
int32_t backend_get_tcp_keepalive_time(const void *backend, uint32_t backend_len, const void *timeout_secs_out);
__attribute__((import_module("fastly_backend"), import_name("is_ssl")))
int32_t backend_is_ssl(const void *backend, uint32_t backend_len, const void *is_ssl_out);
__attribute__((import_module("fastly_backend"), import_name("get_ssl_min_version")))
int32_t backend_get_ssl_min_version(const void *backend, uint32_t backend_len, const void *tls_version_out);
__attribute__((import_module("fastly_backend"), import_name("get_ssl_max_version")))
int32_t backend_get_ssl_max_version(const void *backend, uint32_t backend_len, const void *tls_version_out);
__attribute__((import_module("fastly_cache"), import_name("lookup")))
int32_t cache_lookup(const void *cache_key, uint32_t cache_key_len, uint32_t options_mask, const void *options, const void *cache_handle_out);
__attribute__((import_module("fastly_cache"), import_name("insert")))
int32_t cache_insert(const void *cache_key, uint32_t cache_key_len, uint32_t options_mask, const void *options, const void *body_handle_out);
__attribute__((import_module("fastly_cache"), import_name("replace")))
int32_t cache_replace(const void *cache_key, uint32_t cache_key_len, uint32_t options_mask, const void *options, const void *cache_replace_handle_out);
__attribute__((import_module("fastly_cache"), import_name("replace_insert")))
int32_t cache_replace_insert(uint32_t handle, uint32_t options_mask, const void *options, const void *body_handle_out);
__attribute__((import_module("fastly_cache"), import_name("replace_get_age_ns")))
int32_t cache_replace_get_age_ns(uint32_t handle, const void *cache_duration_ns_out);
__attribute__((import_module("fastly_cache"), import_name("replace_get_body")))
int32_t cache_replace_get_body(uint32_t handle, uint32_t options_mask, uint32_t options, const void *body_handle_out);
__attribute__((import_module("fastly_cache"), import_name("replace_get_hits")))
int32_t cache_replace_get_hits(uint32_t handle, const void *cache_hit_count_out);
__attribute__((import_module("fastly_cache"), import_name("replace_get_length")))
int32_t cache_replace_get_length(uint32_t handle, const void *cache_object_length_out);
__attribute__((import_module("fastly_cache"), import_name("replace_get_max_age_ns")))
int32_t cache_replace_get_max_age_ns(uint32_t handle, const void *cache_duration_ns_out);
__attribute__((import_module("fastly_cache"), import_name("replace_get_stale_while_revalidate_ns")))
int32_t cache_replace_get_stale_while_revalidate_ns(uint32_t handle, const void *cache_duration_ns_out);
__attribute__((import_module("fastly_cache"), import_name("replace_get_state")))
int32_t cache_replace_get_state(uint32_t handle, const void *cache_lookup_state_out);
__attribute__((import_module("fastly_cache"), import_name("replace_get_user_metadata")))
int32_t cache_replace_get_user_metadata(uint32_t handle, const void *user_metadata_out_ptr, uint32_t user_metadata_out_len, const void *nwritten_out);
__attribute__((import_module("fastly_cache"), import_name("transaction_lookup")))
int32_t cache_transaction_lookup(const void *cache_key, uint32_t cache_key_len, uint32_t options_mask, const void *options, const void *cache_handle_out);
__attribute__((import_module("fastly_cache"), import_name("transaction_lookup_async")))
int32_t cache_transaction_lookup_async(const void *cache_key, uint32_t cache_key_len, uint32_t options_mask, const void *options, const void *cache_busy_handle_out);
__attribute__((import_module("fastly_cache"), import_name("cache_busy_handle_wait")))
int32_t cache_cache_busy_handle_wait(uint32_t busy_handle, const void *cache_handle_out);
__attribute__((import_module("fastly_cache"), import_name("transaction_insert")))
int32_t cache_transaction_insert(uint32_t handle, uint32_t options_mask, const void *options, const void *body_handle_out);
__attribute__((import_module("fastly_cache"), import_name("transaction_insert_and_stream_back")))
int32_t cache_transaction_insert_and_stream_back(uint32_t handle, uint32_t options_mask, const void *options, const void *body_handle_out, const void *cache_handle_out);
__attribute__((import_module("fastly_cache"), import_name("transaction_update")))
int32_t cache_transaction_update(uint32_t handle, uint32_t options_mask, const void *options);
__attribute__((import_module("fastly_cache"), import_name("transaction_cancel")))
int32_t cache_transaction_cancel(uint32_t handle);
__attribute__((import_module("fastly_cache"), import_name("close_busy")))
int32_t cache_close_busy(uint32_t handle);
__attribute__((import_module("fastly_cache"), import_name("close")))
int32_t cache_close(uint32_t handle);
__attribute__((import_module("fastly_cache"), import_name("get_state")))
int32_t cache_get_state(uint32_t handle, const void *cache_lookup_state_out);
__attribute__((import_module("fastly_cache"), import_name("get_user_metadata")))
int32_t cache_get_user_metadata(uint32_t handle, const void *user_metadata_out_ptr, uint32_t user_metadata_out_len, const void *nwritten_out);
__attribute__((import_module("fastly_cache"), import_name("get_body")))
int32_t cache_get_body(uint32_t handle, uint32_t options_mask, uint32_t options, const void *body_handle_out);
__attribute__((import_module("fastly_cache"), import_name("get_length")))
int32_t cache_get_length(uint32_t handle, const void *cache_object_length_out);
__attribute__((import_module("fastly_cache"), import_name("get_max_age_ns")))
int32_t cache_get_max_age_ns(uint32_t handle, const void *cache_duration_ns_out);
__attribute__((import_module("fastly_cache"), import_name("get_stale_while_revalidate_ns")))
int32_t cache_get_stale_while_revalidate_ns(uint32_t handle, const void *cache_duration_ns_out);
__attribute__((import_module("fastly_cache"), import_name("get_age_ns")))
int32_t cache_get_age_ns(uint32_t handle, const void *cache_duration_ns_out);
__attribute__((import_module("fastly_cache"), import_name("get_hits")))
int32_t cache_get_hits(uint32_t handle, const void *cache_hit_count_out);
__attribute__((import_module("fastly_compute_runtime"), import_name("get_vcpu_ms")))
int32_t compute_runtime_get_vcpu_ms(const void *vcpu_ms_out);
__attribute__((import_module("fastly_compute_runtime"), import_name("get_heap_mib")))
int32_t compute_runtime_get_heap_mib(const void *memory_mib_out);
__attribute__((import_module("fastly_config_store"), import_name("open")))
int32_t config_store_open(const void *name, uint32_t name_len, const void *config_store_handle_out);
__attribute__((import_module("fastly_config_store"), import_name("get")))
int32_t config_store_get(uint32_t h, const void *key, uint32_t key_len, const void *value, uint32_t value_max_len, const void *nwritten_out);
__attribute__((import_module("fastly_device_detection"), import_name("lookup")))
int32_t device_detection_lookup(const void *user_agent, uint32_t user_agent_len, const void *buf, uint32_t buf_len, const void *nwritten_out);
__attribute__((import_module("fastly_dictionary"), import_name("open")))
int32_t dictionary_open(const void *name, uint32_t name_len, const void *dictionary_handle_out);
__attribute__((import_module("fastly_dictionary"), import_name("get")))
int32_t dictionary_get(uint32_t h, const void *key, uint32_t key_len, const void *value, uint32_t value_max_len, const void *nwritten_out);
__attribute__((import_module("fastly_erl"), import_name("check_rate")))
int32_t erl_check_rate(const void *rc, uint32_t rc_len, const void *entry, uint32_t entry_len, uint32_t delta, uint32_t window, uint32_t limit, const void *pb, uint32_t pb_len, uint32_t ttl, const void *blocked_out);
__attribute__((import_module("fastly_erl"), import_name("ratecounter_increment")))
int32_t erl_ratecounter_increment(const void *rc, uint32_t rc_len, const void *entry, uint32_t entry_len, uint32_t delta);
__attribute__((import_module("fastly_erl"), import_name("ratecounter_lookup_rate")))
int32_t erl_ratecounter_lookup_rate(const void *rc, uint32_t rc_len, const void *entry, uint32_t entry_len, uint32_t window, const void *rate_out);
__attribute__((import_module("fastly_erl"), import_name("ratecounter_lookup_count")))
int32_t erl_ratecounter_lookup_count(const void *rc, uint32_t rc_len, const void *entry, uint32_t entry_len, uint32_t duration, const void *count_out);
__attribute__((import_module("fastly_erl"), import_name("penaltybox_add")))
int32_t erl_penaltybox_add(const void *pb, uint32_t pb_len, const void *entry, uint32_t entry_len, uint32_t ttl);
__attribute__((import_module("fastly_erl"), import_name("penaltybox_has")))
int32_t erl_penaltybox_has(const void *pb, uint32_t pb_len, const void *entry, uint32_t entry_len, const void *has_out);
__attribute__((import_module("fastly_geo"), import_name("lookup")))
int32_t geo_lookup(const void *addr_octets, uint32_t addr_len, const void *buf, uint32_t buf_len, const void *nwritten_out);
__attribute__((import_module("fastly_http_body"), import_name("append")))
int32_t http_body_append(uint32_t dest, uint32_t src);
__attribute__((import_module("fastly_http_body"), import_name("new")))
int32_t http_body_new(const void *body_handle_out);
__attribute__((import_module("fastly_http_body"), import_name("read")))
int32_t http_body_read(uint32_t h, const void *buf, uint32_t buf_len, const void *num_bytes_out);
__attribute__((import_module("fastly_http_body"), import_name("write")))
int32_t http_body_write(uint32_t h, const void *buf, uint32_t buf_len, uint32_t end, const void *num_bytes_out);
__attribute__((import_module("fastly_http_body"), import_name("close")))
int32_t http_body_close(uint32_t h);
__attribute__((import_module("fastly_http_body"), import_name("abandon")))
int32_t http_body_abandon(uint32_t h);
__attribute__((import_module("fastly_http_body"), import_name("trailer_append")))
int32_t http_body_trailer_append(uint32_t h, const void *name, uint32_t name_len, const void *value, uint32_t value_len);
__attribute__((import_module("fastly_http_body"), import_name("trailer_names_get")))
int32_t http_body_trailer_names_get(uint32_t h, const void *buf, uint32_t buf_len, uint32_t cursor, const void *ending_cursor_out, const void *nwritten_out);
__attribute__((import_module("fastly_http_body"), import_name("trailer_value_get")))
int32_t http_body_trailer_value_get(uint32_t h, const void *name, uint32_t name_len, const void *value, uint32_t value_max_len, const void *nwritten_out);
__attribute__((import_module("fastly_http_body"), import_name("trailer_values_get")))
int32_t http_body_trailer_values_get(uint32_t h, const void *name, uint32_t name_len, const void *buf, uint32_t buf_len, uint32_t cursor, const void *ending_cursor_out, const void *nwritten_out);
__attribute__((import_module("fastly_http_body"), import_name("known_length")))
int32_t http_body_known_length(uint32_t h, const void *body_length_out);
__attribute__((import_module("fastly_http_cache"), import_name("is_request_cacheable")))
int32_t http_cache_is_request_cacheable(uint32_t req_handle, const void *is_cacheable_out);
__attribute__((import_module("fastly_http_cache"), import_name("get_suggested_cache_key")))
int32_t http_cache_get_suggested_cache_key(uint32_t req_handle, const void *key_out_ptr, uint32_t key_out_len, const void *nwritten_out);
__attribute__((import_module("fastly_http_cache"), import_name("lookup")))
int32_t http_cache_lookup(uint32_t req_handle, uint32_t options_mask, const void *options, const void *http_cache_handle_out);
__attribute__((import_module("fastly_http_cache"), import_name("transaction_lookup")))
int32_t http_cache_transaction_lookup(uint32_t req_handle, uint32_t options_mask, const void *options, const void *http_cache_handle_out);
__attribute__((import_module("fastly_http_cache"), import_name("transaction_insert")))
int32_t http_cache_transaction_insert(uint32_t handle, uint32_t resp_handle, uint32_t options_mask, const void *options, const void *body_handle_out);
__attribute__((import_module("fastly_http_cache"), import_name("transaction_insert_and_stream_back")))
int32_t http_cache_transaction_insert_and_stream_back(uint32_t handle, uint32_t resp_handle, uint32_t options_mask, const void *options, const void *body_handle_out, const void *http_cache_handle_out);
__attribute__((import_module("fastly_http_cache"), import_name("transaction_update")))
int32_t http_cache_transaction_update(uint32_t handle, uint32_t resp_handle, uint32_t options_mask, const void *options);
__attribute__((import_module("fastly_http_cache"), import_name("transaction_update_and_return_fresh")))
int32_t http_cache_transaction_update_and_return_fresh(uint32_t handle, uint32_t resp_handle, uint32_t options_mask, const void *options, const void *http_cache_handle_out);
__attribute__((import_module("fastly_http_cache"), import_name("transaction_choose_stale")))
int32_t http_cache_transaction_choose_stale(uint32_t handle);
__attribute__((import_module("fastly_http_cache"), import_name("transaction_record_not_cacheable")))
int32_t http_cache_transaction_record_not_cacheable(uint32_t handle, uint32_t options_mask, const void *options);
__attribute__((import_module("fastly_http_cache"), import_name("transaction_abandon")))
int32_t http_cache_transaction_abandon(uint32_t handle);
__attribute__((import_module("fastly_http_cache"), import_name("close")))
int32_t http_cache_close(uint32_t handle);
__attribute__((import_module("fastly_http_cache"), import_name("get_suggested_backend_request")))
int32_t http_cache_get_suggested_backend_request(uint32_t handle, const void *request_handle_out);
__attribute__((import_module("fastly_http_cache"), import_name("get_suggested_cache_options")))
int32_t http_cache_get_suggested_cache_options(uint32_t handle, uint32_t response, uint32_t options_mask, const void *options, const void *options_mask_out, const void *options_out);
__attribute__((import_module("fastly_http_cache"), import_name("prepare_response_for_storage")))
int32_t http_cache_prepare_response_for_storage(uint32_t handle, uint32_t response, const void *http_storage_action_out, const void *response_handle_out);
__attribute__((import_module("fastly_http_cache"), import_name("get_found_response")))
int32_t http_cache_get_found_response(uint32_t handle, uint32_t transform_for_client, const void *response_handle_out, const void *body_handle_out);
__attribute__((import_module("fastly_http_cache"), import_name("get_state")))
int32_t http_cache_get_state(uint32_t handle, const void *cache_lookup_state_out);
__attribute__((import_module("fastly_http_cache"), import_name("get_length")))
int32_t http_cache_get_length(uint32_t handle, const void *cache_object_length_out);
__attribute__((import_module("fastly_http_cache"), import_name("get_max_age_ns")))
int32_t http_cache_get_max_age_ns(uint32_t handle, const void *cache_duration_ns_out);
__attribute__((import_module("fastly_http_cache"), import_name("get_stale_while_revalidate_ns")))
int32_t http_cache_get_stale_while_revalidate_ns(uint32_t handle, const void *cache_duration_ns_out);
__attribute__((import_module("fastly_http_cache"), import_name("get_stale_if_error_ns")))
int32_t http_cache_get_stale_if_error_ns(uint32_t handle, const void *cache_duration_ns_out);
__attribute__((import_module("fastly_http_cache"), import_name("get_age_ns")))
int32_t http_cache_get_age_ns(uint32_t handle, const void *cache_duration_ns_out);
__attribute__((import_module("fastly_http_cache"), import_name("get_hits")))
int32_t http_cache_get_hits(uint32_t handle, const void *cache_hit_count_out);
__attribute__((import_module("fastly_http_cache"), import_name("get_sensitive_data")))
int32_t http_cache_get_sensitive_data(uint32_t handle, const void *is_sensitive_out);
__attribute__((import_module("fastly_http_cache"), import_name("get_surrogate_keys")))
int32_t http_cache_get_surrogate_keys(uint32_t handle, const void *surrogate_keys_out_ptr, uint32_t surrogate_keys_out_len, const void *nwritten_out);
__attribute__((import_module("fastly_http_cache"), import_name("get_vary_rule")))
int32_t http_cache_get_vary_rule(uint32_t handle, const void *vary_rule_out_ptr, uint32_t vary_rule_out_len, const void *nwritten_out);
__attribute__((import_module("fastly_http_downstream"), import_name("next_request")))
int32_t http_downstream_next_request(uint32_t options_mask, const void *options, const void *request_promise_handle_out);
__attribute__((import_module("fastly_http_downstream"), import_name("next_request_wait")))
int32_t http_downstream_next_request_wait(uint32_t handle, const void *request_handle_out, const void *body_handle_out);
__attribute__((import_module("fastly_http_downstream"), import_name("next_request_abandon")))
int32_t http_downstream_next_request_abandon(uint32_t handle);
__attribute__((import_module("fastly_http_downstream"), import_name("downstream_original_header_names")))
int32_t http_downstream_downstream_original_header_names(uint32_t req, const void *buf, uint32_t buf_len, uint32_t cursor, const void *ending_cursor_out, const void *nwritten_out);
__attribute__((import_module("fastly_http_downstream"), import_name("downstream_original_header_count")))
int32_t http_downstream_downstream_original_header_count(uint32_t req, const void *header_count_out);
__attribute__((import_module("fastly_http_downstream"), import_name("downstream_client_ip_addr")))
int32_t http_downstream_downstream_client_ip_addr(uint32_t req, const void *addr_octets_out, const void *num_bytes_out);
__attribute__((import_module("fastly_http_downstream"), import_name("downstream_server_ip_addr")))
int32_t http_downstream_downstream_server_ip_addr(uint32_t req, const void *addr_octets_out, const void *num_bytes_out);
__attribute__((import_module("fastly_http_downstream"), import_name("downstream_client_h2_fingerprint")))
int32_t http_downstream_downstream_client_h2_fingerprint(uint32_t req, const void *h2fp_out, uint32_t h2fp_max_len, const void *nwritten_out);
__attribute__((import_module("fastly_http_downstream"), import_name("downstream_client_request_id")))
int32_t http_downstream_downstream_client_request_id(uint32_t req, const void *reqid_out, uint32_t reqid_max_len, const void *nwritten_out);
__attribute__((import_module("fastly_http_downstream"), import_name("downstream_client_oh_fingerprint")))
int32_t http_downstream_downstream_client_oh_fingerprint(uint32_t req, const void *ohfp_out, uint32_t ohfp_max_len, const void *nwritten_out);
__attribute__((import_module("fastly_http_downstream"), import_name("downstream_client_ddos_detected")))
int32_t http_downstream_downstream_client_ddos_detected(uint32_t req, const void *ddos_detected_out);
__attribute__((import_module("fastly_http_downstream"), import_name("downstream_tls_cipher_openssl_name")))
int32_t http_downstream_downstream_tls_cipher_openssl_name(uint32_t req, const void *cipher_out, uint32_t cipher_max_len, const void *nwritten_out);
__attribute__((import_module("fastly_http_downstream"), import_name("downstream_tls_protocol")))
int32_t http_downstream_downstream_tls_protocol(uint32_t req, const void *protocol_out, uint32_t protocol_max_len, const void *nwritten_out);
__attribute__((import_module("fastly_http_downstream"), import_name("downstream_tls_client_hello")))
int32_t http_downstream_downstream_tls_client_hello(uint32_t req, const void *chello_out, uint32_t chello_max_len, const void *nwritten_out);
__attribute__((import_module("fastly_http_downstream"), import_name("downstream_tls_raw_client_certificate")))
int32_t http_downstream_downstream_tls_raw_client_certificate(uint32_t req, const void *raw_client_cert_out, uint32_t raw_client_cert_max_len, const void *nwritten_out);
__attribute__((import_module("fastly_http_downstream"), import_name("downstream_tls_client_cert_verify_result")))
int32_t http_downstream_downstream_tls_client_cert_verify_result(uint32_t req, const void *client_cert_verify_result_out);
__attribute__((import_module("fastly_http_downstream"), import_name("downstream_tls_client_servername")))
int32_t http_downstream_downstream_tls_client_servername(uint32_t req, const void *tls_sni_out, uint32_t tls_sni_max_len, const void *nwritten_out);
__attribute__((import_module("fastly_http_downstream"), import_name("downstream_tls_ja3_md5")))
int32_t http_downstream_downstream_tls_ja3_md5(uint32_t req, const void *cja3_md5_out, const void *num_bytes_out);
__attribute__((import_module("fastly_http_downstream"), import_name("downstream_tls_ja4")))
int32_t http_downstream_downstream_tls_ja4(uint32_t req, const void *ja4_out, uint32_t ja4_max_len, const void *nwritten_out);
__attribute__((import_module("fastly_http_downstream"), import_name("downstream_compliance_region")))
int32_t http_downstream_downstream_compliance_region(uint32_t req, const void *region_out, uint32_t region_max_len, const void *nwritten_out);
__attribute__((import_module("fastly_http_downstream"), import_name("fastly_key_is_valid")))
int32_t http_downstream_fastly_key_is_valid(uint32_t req, const void *is_valid_out);
__attribute__((import_module("fastly_http_downstream"), import_name("downstream_bot_analyzed")))
int32_t http_downstream_downstream_bot_analyzed(uint32_t req, const void *bot_analyzed_out);
__attribute__((import_module("fastly_http_downstream"), import_name("downstream_bot_detected")))
int32_t http_downstream_downstream_bot_detected(uint32_t req, const void *bot_detected_out);
__attribute__((import_module("fastly_http_downstream"), import_name("downstream_bot_name")))
int32_t http_downstream_downstream_bot_name(uint32_t req, const void *bot_name_out, uint32_t bot_name_max_len, const void *nwritten_out);
__attribute__((import_module("fastly_http_downstream"), import_name("downstream_bot_category")))
int32_t http_downstream_downstream_bot_category(uint32_t req, const void *bot_category_out, uint32_t bot_category_max_len, const void *nwritten_out);
__attribute__((import_module("fastly_http_downstream"), import_name("downstream_bot_category_kind")))
int32_t http_downstream_downstream_bot_category_kind(uint32_t req, const void *bot_category_kind_out);
__attribute__((import_module("fastly_http_downstream"), import_name("downstream_bot_verified")))
int32_t http_downstream_downstream_bot_verified(uint32_t req, const void *bot_verified_out);
__attribute__((import_module("fastly_http_downstream"), import_name("downstream_resvpnproxy_is_anonymous")))
int32_t http_downstream_downstream_resvpnproxy_is_anonymous(uint32_t req, const void *resvpnproxy_is_anonymous_out);
__attribute__((import_module("fastly_http_downstream"), import_name("downstream_resvpnproxy_is_anonymous_vpn")))
int32_t http_downstream_downstream_resvpnproxy_is_anonymous_vpn(uint32_t req, const void *resvpnproxy_is_anonymous_vpn_out);
__attribute__((import_module("fastly_http_downstream"), import_name("downstream_resvpnproxy_is_hosting_provider")))
int32_t http_downstream_downstream_resvpnproxy_is_hosting_provider(uint32_t req, const void *resvpnproxy_is_hosting_provider_out);
__attribute__((import_module("fastly_http_downstream"), import_name("downstream_resvpnproxy_is_proxy_over_vpn")))
int32_t http_downstream_downstream_resvpnproxy_is_proxy_over_vpn(uint32_t req, const void *resvpnproxy_is_proxy_over_vpn_out);
__attribute__((import_module("fastly_http_downstream"), import_name("downstream_resvpnproxy_is_public_proxy")))
int32_t http_downstream_downstream_resvpnproxy_is_public_proxy(uint32_t req, const void *resvpnproxy_is_public_proxy_out);
__attribute__((import_module("fastly_http_downstream"), import_name("downstream_resvpnproxy_is_relay_proxy")))
int32_t http_downstream_downstream_resvpnproxy_is_relay_proxy(uint32_t req, const void *resvpnproxy_is_relay_proxy_out);
__attribute__((import_module("fastly_http_downstream"), import_name("downstream_resvpnproxy_is_residential_proxy")))
int32_t http_downstream_downstream_resvpnproxy_is_residential_proxy(uint32_t req, const void *resvpnproxy_is_residential_proxy_out);
__attribute__((import_module("fastly_http_downstream"), import_name("downstream_resvpnproxy_is_smart_dns_proxy")))
int32_t http_downstream_downstream_resvpnproxy_is_smart_dns_proxy(uint32_t req, const void *resvpnproxy_is_smart_dns_proxy_out);
__attribute__((import_module("fastly_http_downstream"), import_name("downstream_resvpnproxy_is_tor_exit_node")))
int32_t http_downstream_downstream_resvpnproxy_is_tor_exit_node(uint32_t req, const void *resvpnproxy_is_tor_exit_node_out);
__attribute__((import_module("fastly_http_downstream"), import_name("downstream_resvpnproxy_is_vpn_datacenter")))
int32_t http_downstream_downstream_resvpnproxy_is_vpn_datacenter(uint32_t req, const void *resvpnproxy_is_vpn_datacenter_out);
__attribute__((import_module("fastly_http_downstream"), import_name("downstream_resvpnproxy_vpn_service_name")))
int32_t http_downstream_downstream_resvpnproxy_vpn_service_name(uint32_t req, const void *vpn_service_name_out, uint32_t vpn_service_name_max_len, const void *nwritten_out);
__attribute__((import_module("fastly_http_downstream"), import_name("downstream_visits_this_service")))
int32_t http_downstream_downstream_visits_this_service(const void *num_hops_out);
__attribute__((import_module("fastly_http_downstream"), import_name("downstream_visits_this_pop")))
int32_t http_downstream_downstream_visits_this_pop(const void *num_hops_out);
__attribute__((import_module("fastly_http_req"), import_name("body_downstream_get")))
int32_t http_req_body_downstream_get(const void *request_handle_out, const void *body_handle_out);
__attribute__((import_module("fastly_http_req"), import_name("cache_override_set")))
int32_t http_req_cache_override_set(uint32_t h, uint32_t tag, uint32_t ttl, uint32_t stale_while_revalidate);
__attribute__((import_module("fastly_http_req"), import_name("cache_override_v2_set")))
int32_t http_req_cache_override_v2_set(uint32_t h, uint32_t tag, uint32_t ttl, uint32_t stale_while_revalidate, const void *sk, uint32_t sk_len);
__attribute__((import_module("fastly_http_req"), import_name("downstream_client_ip_addr")))
int32_t http_req_downstream_client_ip_addr(const void *addr_octets_out, const void *num_bytes_out);
__attribute__((import_module("fastly_http_req"), import_name("downstream_server_ip_addr")))
int32_t http_req_downstream_server_ip_addr(const void *addr_octets_out, const void *num_bytes_out);
__attribute__((import_module("fastly_http_req"), import_name("downstream_client_h2_fingerprint")))
int32_t http_req_downstream_client_h2_fingerprint(const void *h2fp_out, uint32_t h2fp_max_len, const void *nwritten_out);
__attribute__((import_module("fastly_http_req"), import_name("downstream_client_request_id")))
int32_t http_req_downstream_client_request_id(const void *reqid_out, uint32_t reqid_max_len, const void *nwritten_out);
__attribute__((import_module("fastly_http_req"), import_name("downstream_client_oh_fingerprint")))
int32_t http_req_downstream_client_oh_fingerprint(const void *ohfp_out, uint32_t ohfp_max_len, const void *nwritten_out);
__attribute__((import_module("fastly_http_req"), import_name("downstream_client_ddos_detected")))
int32_t http_req_downstream_client_ddos_detected(const void *ddos_detected_out);
__attribute__((import_module("fastly_http_req"), import_name("downstream_tls_cipher_openssl_name")))
int32_t http_req_downstream_tls_cipher_openssl_name(const void *cipher_out, uint32_t cipher_max_len, const void *nwritten_out);
__attribute__((import_module("fastly_http_req"), import_name("downstream_tls_protocol")))
int32_t http_req_downstream_tls_protocol(const void *protocol_out, uint32_t protocol_max_len, const void *nwritten_out);
__attribute__((import_module("fastly_http_req"), import_name("downstream_tls_client_hello")))
int32_t http_req_downstream_tls_client_hello(const void *chello_out, uint32_t chello_max_len, const void *nwritten_out);
__attribute__((import_module("fastly_http_req"), import_name("downstream_tls_raw_client_certificate")))
int32_t http_req_downstream_tls_raw_client_certificate(const void *raw_client_cert_out, uint32_t raw_client_cert_max_len, const void *nwritten_out);
__attribute__((import_module("fastly_http_req"), import_name("downstream_tls_client_cert_verify_result")))
int32_t http_req_downstream_tls_client_cert_verify_result(const void *client_cert_verify_result_out);
__attribute__((import_module("fastly_http_req"), import_name("downstream_tls_ja3_md5")))
int32_t http_req_downstream_tls_ja3_md5(const void *cja3_md5_out, const void *num_bytes_out);
__attribute__((import_module("fastly_http_req"), import_name("downstream_tls_ja4")))
int32_t http_req_downstream_tls_ja4(const void *ja4_out, uint32_t ja4_max_len, const void *nwritten_out);
__attribute__((import_module("fastly_http_req"), import_name("downstream_compliance_region")))
int32_t http_req_downstream_compliance_region(const void *region_out, uint32_t region_max_len, const void *nwritten_out);
__attribute__((import_module("fastly_http_req"), import_name("new")))
int32_t http_req_new(const void *request_handle_out);
__attribute__((import_module("fastly_http_req"), import_name("header_names_get")))
int32_t http_req_header_names_get(uint32_t h, const void *buf, uint32_t buf_len, uint32_t cursor, const void *ending_cursor_out, const void *nwritten_out);
__attribute__((import_module("fastly_http_req"), import_name("original_header_names_get")))
int32_t http_req_original_header_names_get(const void *buf, uint32_t buf_len, uint32_t cursor, const void *ending_cursor_out, const void *nwritten_out);
__attribute__((import_module("fastly_http_req"), import_name("original_header_count")))
int32_t http_req_original_header_count(const void *header_count_out);
__attribute__((import_module("fastly_http_req"), import_name("header_value_get")))
int32_t http_req_header_value_get(uint32_t h, const void *name, uint32_t name_len, const void *value, uint32_t value_max_len, const void *nwritten_out);
__attribute__((import_module("fastly_http_req"), import_name("header_values_get")))
int32_t http_req_header_values_get(uint32_t h, const void *name, uint32_t name_len, const void *buf, uint32_t buf_len, uint32_t cursor, const void *ending_cursor_out, const void *nwritten_out);
__attribute__((import_module("fastly_http_req"), import_name("header_values_set")))
int32_t http_req_header_values_set(uint32_t h, const void *name, uint32_t name_len, const void *values, uint32_t values_len);
__attribute__((import_module("fastly_http_req"), import_name("header_insert")))
int32_t http_req_header_insert(uint32_t h, const void *name, uint32_t name_len, const void *value, uint32_t value_len);
__attribute__((import_module("fastly_http_req"), import_name("header_append")))
int32_t http_req_header_append(uint32_t h, const void *name, uint32_t name_len, const void *value, uint32_t value_len);
__attribute__((import_module("fastly_http_req"), import_name("header_remove")))
int32_t http_req_header_remove(uint32_t h, const void *name, uint32_t name_len);
__attribute__((import_module("fastly_http_req"), import_name("method_get")))
int32_t http_req_method_get(uint32_t h, const void *buf, uint32_t buf_len, const void *nwritten_out);
__attribute__((import_module("fastly_http_req"), import_name("method_set")))
int32_t http_req_method_set(uint32_t h, const void *method, uint32_t method_len);
__attribute__((import_module("fastly_http_req"), import_name("uri_get")))
int32_t http_req_uri_get(uint32_t h, const void *buf, uint32_t buf_len, const void *nwritten_out);
__attribute__((import_module("fastly_http_req"), import_name("uri_set")))
int32_t http_req_uri_set(uint32_t h, const void *uri, uint32_t uri_len);
__attribute__((import_module("fastly_http_req"), import_name("version_get")))
int32_t http_req_version_get(uint32_t h, const void *http_version_out);
__attribute__((import_module("fastly_http_req"), import_name("version_set")))
int32_t http_req_version_set(uint32_t h, uint32_t version);
__attribute__((import_module("fastly_http_req"), import_name("send")))
int32_t http_req_send(uint32_t h, uint32_t b, const void *backend, uint32_t backend_len, const void *response_handle_out, const void *body_handle_out);
__attribute__((import_module("fastly_http_req"), import_name("send_v2")))
int32_t http_req_send_v2(uint32_t h, uint32_t b, const void *backend, uint32_t backend_len, const void *error_detail, const void *response_handle_out, const void *body_handle_out);
__attribute__((import_module("fastly_http_req"), import_name("send_v3")))
int32_t http_req_send_v3(uint32_t h, uint32_t b, const void *backend, uint32_t backend_len, const void *error_detail, const void *response_handle_out, const void *body_handle_out);
__attribute__((import_module("fastly_http_req"), import_name("send_async")))
int32_t http_req_send_async(uint32_t h, uint32_t b, const void *backend, uint32_t backend_len, const void *pending_request_handle_out);
__attribute__((import_module("fastly_http_req"), import_name("send_async_v2")))
int32_t http_req_send_async_v2(uint32_t h, uint32_t b, const void *backend, uint32_t backend_len, uint32_t streaming, const void *pending_request_handle_out);
__attribute__((import_module("fastly_http_req"), import_name("send_async_streaming")))
int32_t http_req_send_async_streaming(uint32_t h, uint32_t b, const void *backend, uint32_t backend_len, const void *pending_request_handle_out);
__attribute__((import_module("fastly_http_req"), import_name("pending_req_header_insert")))
int32_t http_req_pending_req_header_insert(uint32_t h, const void *name, uint32_t name_len, const void *value, uint32_t value_len, uint32_t target);
__attribute__((import_module("fastly_http_req"), import_name("pending_req_header_append")))
int32_t http_req_pending_req_header_append(uint32_t h, const void *name, uint32_t name_len, const void *value, uint32_t value_len, uint32_t target);
__attribute__((import_module("fastly_http_req"), import_name("pending_req_header_remove")))
int32_t http_req_pending_req_header_remove(uint32_t h, const void *name, uint32_t name_len, uint32_t target);
__attribute__((import_module("fastly_http_req"), import_name("pending_req_poll")))
int32_t http_req_pending_req_poll(uint32_t h, const void *is_done_out, const void *response_handle_out, const void *body_handle_out);
__attribute__((import_module("fastly_http_req"), import_name("pending_req_poll_v2")))
int32_t http_req_pending_req_poll_v2(uint32_t h, const void *error_detail, const void *is_done_out, const void *response_handle_out, const void *body_handle_out);
__attribute__((import_module("fastly_http_req"), import_name("pending_req_wait")))
int32_t http_req_pending_req_wait(uint32_t h, const void *response_handle_out, const void *body_handle_out);
__attribute__((import_module("fastly_http_req"), import_name("pending_req_wait_v2")))
int32_t http_req_pending_req_wait_v2(uint32_t h, const void *error_detail, const void *response_handle_out, const void *body_handle_out);
__attribute__((import_module("fastly_http_req"), import_name("pending_req_select")))
int32_t http_req_pending_req_select(const void *hs, uint32_t hs_len, const void *done_idx_out, const void *response_handle_out, const void *body_handle_out);
__attribute__((import_module("fastly_http_req"), import_name("pending_req_select_v2")))
int32_t http_req_pending_req_select_v2(const void *hs, uint32_t hs_len, const void *error_detail, const void *done_idx_out, const void *response_handle_out, const void *body_handle_out);
__attribute__((import_module("fastly_http_req"), import_name("fastly_key_is_valid")))
int32_t http_req_fastly_key_is_valid(const void *is_valid_out);
__attribute__((import_module("fastly_http_req"), import_name("close")))
int32_t http_req_close(uint32_t h);
__attribute__((import_module("fastly_http_req"), import_name("auto_decompress_response_set")))
int32_t http_req_auto_decompress_response_set(uint32_t h, uint32_t encodings);
__attribute__((import_module("fastly_http_req"), import_name("upgrade_websocket")))
int32_t http_req_upgrade_websocket(const void *backend_name, uint32_t backend_name_len);
__attribute__((import_module("fastly_http_req"), import_name("redirect_to_websocket_proxy")))
int32_t http_req_redirect_to_websocket_proxy(const void *backend_name, uint32_t backend_name_len);
__attribute__((import_module("fastly_http_req"), import_name("redirect_to_grip_proxy")))
int32_t http_req_redirect_to_grip_proxy(const void *backend_name, uint32_t backend_name_len);
__attribute__((import_module("fastly_http_req"), import_name("redirect_to_websocket_proxy_v2")))
int32_t http_req_redirect_to_websocket_proxy_v2(uint32_t h, const void *backend_name, uint32_t backend_name_len);
__attribute__((import_module("fastly_http_req"), import_name("redirect_to_grip_proxy_v2")))
int32_t http_req_redirect_to_grip_proxy_v2(uint32_t h, const void *backend_name, uint32_t backend_name_len);
__attribute__((import_module("fastly_http_req"), import_name("framing_headers_mode_set")))
int32_t http_req_framing_headers_mode_set(uint32_t h, uint32_t mode);
__attribute__((import_module("fastly_http_req"), import_name("register_dynamic_backend")))
int32_t http_req_register_dynamic_backend(const void *name_prefix, uint32_t name_prefix_len, const void *target, uint32_t target_len, uint32_t backend_config_mask, const void *backend_configuration);
__attribute__((import_module("fastly_http_req"), import_name("inspect")))
int32_t http_req_inspect(uint32_t req, uint32_t body, uint32_t insp_info_mask, const void *insp_info, const void *buf, uint32_t buf_len, const void *num_bytes_out);
__attribute__((import_module("fastly_http_req"), import_name("on_behalf_of")))
int32_t http_req_on_behalf_of(uint32_t req, const void *service, uint32_t service_len);
__attribute__((import_module("fastly_http_resp"), import_name("new")))
int32_t http_resp_new(const void *response_handle_out);
__attribute__((import_module("fastly_http_resp"), import_name("header_names_get")))
int32_t http_resp_header_names_get(uint32_t h, const void *buf, uint32_t buf_len, uint32_t cursor, const void *ending_cursor_out, const void *nwritten_out);
__attribute__((import_module("fastly_http_resp"), import_name("header_value_get")))
int32_t http_resp_header_value_get(uint32_t h, const void *name, uint32_t name_len, const void *value, uint32_t value_max_len, const void *nwritten_out);
__attribute__((import_module("fastly_http_resp"), import_name("header_values_get")))
int32_t http_resp_header_values_get(uint32_t h, const void *name, uint32_t name_len, const void *buf, uint32_t buf_len, uint32_t cursor, const void *ending_cursor_out, const void *nwritten_out);
__attribute__((import_module("fastly_http_resp"), import_name("header_values_set")))
int32_t http_resp_header_values_set(uint32_t h, const void *name, uint32_t name_len, const void *values, uint32_t values_len);
__attribute__((import_module("fastly_http_resp"), import_name("header_insert")))
int32_t http_resp_header_insert(uint32_t h, const void *name, uint32_t name_len, const void *value, uint32_t value_len);
__attribute__((import_module("fastly_http_resp"), import_name("header_append")))
int32_t http_resp_header_append(uint32_t h, const void *name, uint32_t name_len, const void *value, uint32_t value_len);
__attribute__((import_module("fastly_http_resp"), import_name("header_remove")))
int32_t http_resp_header_remove(uint32_t h, const void *name, uint32_t name_len);
__attribute__((import_module("fastly_http_resp"), import_name("version_get")))
int32_t http_resp_version_get(uint32_t h, const void *http_version_out);
__attribute__((import_module("fastly_http_resp"), import_name("version_set")))
int32_t http_resp_version_set(uint32_t h, uint32_t version);
__attribute__((import_module("fastly_http_resp"), import_name("send_downstream")))
int32_t http_resp_send_downstream(uint32_t h, uint32_t b, uint32_t streaming);
__attribute__((import_module("fastly_http_resp"), import_name("send_downstream_pending")))
int32_t http_resp_send_downstream_pending(uint32_t handle);
__attribute__((import_module("fastly_http_resp"), import_name("status_get")))
int32_t http_resp_status_get(uint32_t h, const void *http_status_out);
__attribute__((import_module("fastly_http_resp"), import_name("status_set")))
int32_t http_resp_status_set(uint32_t h, uint32_t status);
__attribute__((import_module("fastly_http_resp"), import_name("close")))
int32_t http_resp_close(uint32_t h);
__attribute__((import_module("fastly_http_resp"), import_name("framing_headers_mode_set")))
int32_t http_resp_framing_headers_mode_set(uint32_t h, uint32_t mode);
__attribute__((import_module("fastly_http_resp"), import_name("http_keepalive_mode_set")))
int32_t http_resp_http_keepalive_mode_set(uint32_t h, uint32_t mode);
__attribute__((import_module("fastly_http_resp"), import_name("get_addr_dest_ip")))
int32_t http_resp_get_addr_dest_ip(uint32_t h, const void *addr_octets_out, const void *num_bytes_out);
__attribute__((import_module("fastly_http_resp"), import_name("get_addr_dest_port")))
int32_t http_resp_get_addr_dest_port(uint32_t h, const void *port_out);
__attribute__((import_module("fastly_image_optimizer"), import_name("transform_image_optimizer_request")))
int32_t image_optimizer_transform_image_optimizer_request(uint32_t origin_image_request, uint32_t origin_image_request_body, const void *origin_image_request_backend, uint32_t origin_image_request_backend_len, uint32_t io_transform_config_mask, const void *io_transform_configuration, const void *io_error_detail, const void *response_handle_out, const void *body_handle_out);
__attribute__((import_module("fastly_kv_store"), import_name("open")))
int32_t kv_store_open(const void *name, uint32_t name_len, const void *kv_store_handle_out);
__attribute__((import_module("fastly_kv_store"), import_name("lookup")))
int32_t kv_store_lookup(uint32_t store, const void *key, uint32_t key_len, uint32_t lookup_config_mask, const void *lookup_configuration, const void *handle_out);
__attribute__((import_module("fastly_kv_store"), import_name("lookup_wait")))
int32_t kv_store_lookup_wait(uint32_t handle, const void *body_handle_out, const void *metadata_buf, uint32_t metadata_buf_len, const void *nwritten_out, const void *generation_out, const void *kv_error_out);
__attribute__((import_module("fastly_kv_store"), import_name("lookup_wait_v2")))
int32_t kv_store_lookup_wait_v2(uint32_t handle, const void *body_handle_out, const void *metadata_buf, uint32_t metadata_buf_len, const void *nwritten_out, const void *generation_out, const void *kv_error_out);
__attribute__((import_module("fastly_kv_store"), import_name("insert")))
int32_t kv_store_insert(uint32_t store, const void *key, uint32_t key_len, uint32_t body_handle, uint32_t insert_config_mask, const void *insert_configuration, const void *handle_out);
__attribute__((import_module("fastly_kv_store"), import_name("insert_wait")))
int32_t kv_store_insert_wait(uint32_t handle, const void *kv_error_out);
__attribute__((import_module("fastly_kv_store"), import_name("delete")))
int32_t kv_store_delete(uint32_t store, const void *key, uint32_t key_len, uint32_t delete_config_mask, const void *delete_configuration, const void *handle_out);
__attribute__((import_module("fastly_kv_store"), import_name("delete_wait")))
int32_t kv_store_delete_wait(uint32_t handle, const void *kv_error_out);
__attribute__((import_module("fastly_kv_store"), import_name("list")))
int32_t kv_store_list(uint32_t store, uint32_t list_config_mask, const void *list_configuration, const void *handle_out);
__attribute__((import_module("fastly_kv_store"), import_name("list_wait")))
int32_t kv_store_list_wait(uint32_t handle, const void *body_handle_out, const void *kv_error_out);
__attribute__((import_module("fastly_log"), import_name("endpoint_get")))
int32_t log_endpoint_get(const void *name, uint32_t name_len, const void *endpoint_handle_out);
__attribute__((import_module("fastly_log"), import_name("write")))
int32_t log_write(uint32_t h, const void *msg, uint32_t msg_len, const void *num_bytes_out);
__attribute__((import_module("fastly_object_store"), import_name("open")))
int32_t object_store_open(const void *name, uint32_t name_len, const void *object_store_handle_out);
__attribute__((import_module("fastly_object_store"), import_name("lookup")))
int32_t object_store_lookup(uint32_t store, const void *key, uint32_t key_len, const void *body_handle_out);
__attribute__((import_module("fastly_object_store"), import_name("lookup_async")))
int32_t object_store_lookup_async(uint32_t store, const void *key, uint32_t key_len, const void *pending_handle_out);
__attribute__((import_module("fastly_object_store"), import_name("pending_lookup_wait")))
int32_t object_store_pending_lookup_wait(uint32_t pending_objstr_handle, const void *body_handle_out);
__attribute__((import_module("fastly_object_store"), import_name("insert")))
int32_t object_store_insert(uint32_t store, const void *key, uint32_t key_len, uint32_t body_handle);
__attribute__((import_module("fastly_object_store"), import_name("insert_async")))
int32_t object_store_insert_async(uint32_t store, const void *key, uint32_t key_len, uint32_t body_handle, const void *pending_handle_out);
__attribute__((import_module("fastly_object_store"), import_name("pending_insert_wait")))
int32_t object_store_pending_insert_wait(uint32_t pending_objstr_handle);
__attribute__((import_module("fastly_object_store"), import_name("delete_async")))
int32_t object_store_delete_async(uint32_t store, const void *key, uint32_t key_len, const void *pending_handle_out);
__attribute__((import_module("fastly_object_store"), import_name("pending_delete_wait")))
int32_t object_store_pending_delete_wait(uint32_t pending_objstr_handle);
__attribute__((import_module("fastly_purge"), import_name("purge_surrogate_key")))
int32_t purge_purge_surrogate_key(const void *surrogate_key, uint32_t surrogate_key_len, uint32_t options_mask, const void *options);
__attribute__((import_module("fastly_secret_store"), import_name("open")))
int32_t secret_store_open(const void *name, uint32_t name_len, const void *secret_store_handle_out);
__attribute__((import_module("fastly_secret_store"), import_name("get")))
int32_t secret_store_get(uint32_t store, const void *key, uint32_t key_len, const void *secret_handle_out);
__attribute__((import_module("fastly_secret_store"), import_name("plaintext")))
int32_t secret_store_plaintext(uint32_t secret, const void *buf, uint32_t buf_len, const void *nwritten_out);
__attribute__((import_module("fastly_secret_store"), import_name("from_bytes")))
int32_t secret_store_from_bytes(const void *buf, uint32_t buf_len, const void *secret_handle_out);
__attribute__((import_module("fastly_shielding"), import_name("shield_info")))
int32_t shielding_shield_info(const void *name, uint32_t name_len, const void *info_block, uint32_t info_block_max_len, const void *num_bytes_out);
__attribute__((import_module("fastly_shielding"), import_name("backend_for_shield")))
int32_t shielding_backend_for_shield(const void *shield_name, uint32_t shield_name_len, uint32_t backend_config_mask, const void *backend_configuration, const void *backend_name_out, uint32_t backend_name_max_len, const void *num_bytes_out);
__attribute__((import_module("fastly_uap"), import_name("parse")))
int32_t uap_parse(const void *user_agent, uint32_t user_agent_len, const void *family, uint32_t family_len, const void *family_nwritten_out, const void *major, uint32_t major_len, const void *major_nwritten_out, const void *minor, uint32_t minor_len, const void *minor_nwritten_out, const void *patch, uint32_t patch_len, const void *patch_nwritten_out);
