package dev.corral.samples.frontpage;

import java.util.Map;

/**
 * What a reader sees: some sections, and in place of the others why they are missing.
 *
 * @param sections their texts, by name
 * @param missing why there are no others, by name
 */
public record FrontPage(Map<String, String> sections, Map<String, String> missing) {}
