/**
 * A log file of any size into a SQL database, in constant memory and several batches at once. Start
 * reading at {@link dev.corral.samples.logimport.LogImport}; {@link
 * dev.corral.samples.logimport.Demo} runs it.
 */
package dev.corral.samples.logimport;
