/** From an uploaded module to a template: checked, limited, parsed and tried, once per version. */
package dev.verge.isolate.template;
