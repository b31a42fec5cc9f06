package dev.corral.samples.logimport;

class LogImportTest extends LogImportScenarios {
  @Override
  LogImporter.Maker maker() {
    return LogImport::new;
  }
}
