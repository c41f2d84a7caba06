/**
 * From an uploaded module to a template, once per version: read, matched with a guest ABI, limited,
 * parsed by the engine.
 *
 * <p>{@link dev.verge.isolate.template.TemplateFactory} is called by the pool; a {@link
 * dev.verge.isolate.template.Template} is immutable and shared by all isolates of its version.
 */
package dev.verge.isolate.template;
