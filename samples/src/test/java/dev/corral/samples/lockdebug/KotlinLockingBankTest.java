package dev.corral.samples.lockdebug;

class KotlinLockingBankTest extends BankScenarios {
  @Override
  Bank.Maker maker() {
    return dev.corral.samples.lockdebug.kotlin.LockingBank::new;
  }
}
