package dev.corral.samples.guides.timeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.openqa.selenium.By;
import org.openqa.selenium.Dimension;
import org.openqa.selenium.JavascriptExecutor;
import org.openqa.selenium.Keys;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.interactions.Actions;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;

/**
 * A browser without a window that shows one page of a timeline, from its file and with no network.
 */
final class Browser implements AutoCloseable {
  /** Held on to, or its level is forgotten. It warns of what it could do with a newer self. */
  private static final Logger SELENIUM = Logger.getLogger("org.openqa.selenium");

  private static final String TWO_FRAMES =
      "return new Promise(done =>"
          + " requestAnimationFrame(() => requestAnimationFrame(() => done(1))))";

  private final ChromeDriver driver;

  private Browser(ChromeDriver driver) {
    this.driver = driver;
  }

  /**
   * Opens {@code page}; keeps its profile in {@code directory}. Skips the test where there is no
   * browser, unless the environment says {@code CORRAL_BROWSER=required}.
   */
  static Browser open(Path page, Path directory) throws Exception {
    Path browser = Path.of("/usr/bin/chromium");
    Path control = Path.of("/usr/bin/chromedriver");
    if (!"required".equals(System.getenv("CORRAL_BROWSER"))) {
      assumeTrue(
          Files.exists(browser) && Files.exists(control),
          "not looked at: install the packages chromium and chromium-driver");
    }
    SELENIUM.setLevel(Level.SEVERE);
    ChromeDriverService service =
        new ChromeDriverService.Builder()
            .usingDriverExecutable(control.toFile())
            .usingAnyFreePort()
            .withLogFile(new File(directory.toFile(), "driver.log"))
            .build();
    ChromeOptions options = new ChromeOptions();
    options.setBinary(browser.toFile());
    options.addArguments(
        "--headless=new",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--disable-dev-shm-usage",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--user-data-dir=" + Files.createDirectory(directory.resolve("profile")));
    LoggingPreferences logs = new LoggingPreferences();
    logs.enable(LogType.BROWSER, Level.ALL);
    options.setCapability(ChromeOptions.LOGGING_PREFS, logs);
    Browser opened = new Browser(new ChromeDriver(service, options));
    try {
      opened.driver.manage().window().setSize(new Dimension(1400, 900));
      opened.driver.get(page.toUri().toString());
    } catch (RuntimeException e) {
      opened.close();
      throw e;
    }
    return opened;
  }

  /** The row of the name {@code name}, which is on the screen. */
  WebElement row(String name) {
    settle();
    List<WebElement> found =
        driver.findElements(By.className("row")).stream()
            .filter(row -> row.findElement(By.className("name")).getText().equals(name))
            .toList();
    assertThat(found).as("rows called %s", name).hasSize(1);
    return found.get(0);
  }

  List<String> rows() {
    settle();
    return driver.findElements(By.cssSelector(".row .name")).stream()
        .map(WebElement::getText)
        .toList();
  }

  String selected() {
    settle();
    return driver.findElement(By.cssSelector(".row[aria-selected=true] .name")).getText();
  }

  WebElement byId(String id) {
    return driver.findElement(By.id(id));
  }

  String text(String id) {
    settle();
    return byId(id).getText();
  }

  void press(CharSequence... keys) {
    byId("tree").sendKeys(keys);
  }

  /** As {@code press}, with the shift key. */
  void pressShift(CharSequence key) {
    byId("tree").sendKeys(Keys.chord(Keys.SHIFT, key));
  }

  Actions actions() {
    return new Actions(driver);
  }

  Object run(String script, Object... arguments) {
    return ((JavascriptExecutor) driver).executeScript(script, arguments);
  }

  /** Waits until what was asked for is drawn. */
  void settle() {
    run(TWO_FRAMES);
  }

  void resize(int width, int height) {
    driver.manage().window().setSize(new Dimension(width, height));
  }

  /** What the page, or the browser about it, has to complain of. */
  List<String> complaints() {
    return driver.manage().logs().get(LogType.BROWSER).getAll().stream()
        .map(Object::toString)
        .toList();
  }

  byte[] screenshot() {
    settle();
    return driver.getScreenshotAs(OutputType.BYTES);
  }

  String title() {
    return driver.getTitle();
  }

  @Override
  public void close() {
    driver.quit();
  }
}
