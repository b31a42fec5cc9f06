/**
 * A file from several mirrors, some of which are slow or broken: whoever is first, whoever is first
 * to have it, and a second one only when the first is slow. Start reading at {@link
 * dev.corral.samples.mirrors.MirrorDownloads}; {@link dev.corral.samples.mirrors.Demo} runs it.
 */
package dev.corral.samples.mirrors;
