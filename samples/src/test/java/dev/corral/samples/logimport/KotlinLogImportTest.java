package dev.corral.samples.logimport;

class KotlinLogImportTest extends LogImportScenarios {
  @Override
  LogImporter.Maker maker() {
    return dev.corral.samples.logimport.kotlin.LogImport::new;
  }
}
