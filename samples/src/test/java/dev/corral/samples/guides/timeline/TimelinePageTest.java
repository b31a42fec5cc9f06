package dev.corral.samples.guides.timeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;

/** The page of a known tree, looked at in a browser. */
@Timeout(120)
class TimelinePageTest {
  @TempDir static Path directory;
  private static Browser browser;

  @BeforeAll
  static void open() throws Exception {
    Path page = directory.resolve("known.html");
    KnownTree.record(directory, page);
    browser = Browser.open(page, directory);
  }

  @AfterAll
  static void close() {
    if (browser != null) {
      browser.close();
    }
  }

  @BeforeEach
  void toTheBeginning() {
    browser.press(Keys.HOME, "0");
  }

  @AfterEach
  void nothingIsComplainedOf() {
    assertThat(browser.complaints()).isEmpty();
  }

  @Test
  void everyPartOfTheTreeHasARowInItsPlace() {
    assertThat(browser.rows())
        .contains("never ends", "order", "payment", "no stock", "transfer", "writer", "reader");
    assertThat(browser.row("order").getDomAttribute("aria-level")).isEqualTo("1");
    assertThat(browser.row("payment").getDomAttribute("aria-level")).isEqualTo("2");
    assertThat(browser.row("order").getDomAttribute("class")).contains("failed");
    assertThat(browser.row("payment").getDomAttribute("class")).contains("cancelled");
    assertThat(browser.row("transfer").getDomAttribute("class")).contains("completed");
    assertThat(browser.row("never ends").getDomAttribute("class")).contains("running");
  }

  @Test
  void aNameIsShownAndNotObeyed() {
    assertThat(browser.rows()).contains(KnownTree.HOSTILE);
    assertThat(browser.title()).isEqualTo("Timeline of known.jfr");
    browser.row("no stock").click();
    assertThat(browser.text("detail")).contains("nothing left of <b>this</b>");
  }

  @Test
  void aClickOnABarShowsWhatIsKnownOfIt() {
    browser.row("no stock").findElement(By.className("bar")).click();
    assertThat(browser.selected()).isEqualTo("no stock");
    assertThat(browser.text("detail"))
        .contains("task 'no stock'", "failed", "java.lang.IllegalStateException")
        .contains("KnownTree");
  }

  @Test
  void anArrowLeadsFromWhoFailedToWhomItCancelled() {
    String failed = browser.row("no stock").getDomAttribute("data-row");
    String cancelled = browser.row("payment").getDomAttribute("data-row");
    assertThat(
            browser.run(
                "return document.querySelectorAll('#arrows path.failure[data-from=\""
                    + failed
                    + "\"][data-to=\""
                    + cancelled
                    + "\"]').length"))
        .isEqualTo(1L);
    browser.row("payment").click();
    assertThat(browser.text("detail"))
        .contains("Asked to stop", "by a request to order", "in no stock");
    browser.press("f");
    assertThat(browser.selected()).isEqualTo("no stock");
  }

  @Test
  void aWaitNamesWhatItWasForAndWhoHadIt() {
    WebElement reader = browser.row("reader");
    assertThat(reader.findElements(By.className("wait"))).isNotEmpty();
    reader.click();
    assertThat(browser.text("detail")).contains("lock 'accounts'", "had by writer");
    browser.byId("detail").findElement(By.xpath(".//button[text()='writer']")).click();
    assertThat(browser.selected()).isEqualTo("writer");
  }

  @Test
  void aTimeOutAndAnInterruptAreMarked() {
    assertThat(browser.row("slow page").getText()).contains("◷");
    assertThat(browser.row("payment").getText()).contains("⚡");
    browser.row("slow page").click();
    assertThat(browser.text("detail")).contains("'slow page' timed out after 20 ms");
  }

  @Test
  void keysMoveTheSelectionAndFold() {
    browser.row("order").click();
    browser.press("j");
    assertThat(browser.selected()).isEqualTo("payment");
    browser.press(Keys.ARROW_DOWN);
    assertThat(browser.selected()).isEqualTo("no stock");
    browser.press("k", Keys.ARROW_UP);
    assertThat(browser.selected()).isEqualTo("order");
    browser.press(Keys.ARROW_LEFT);
    assertThat(browser.rows()).doesNotContain("payment", "no stock");
    assertThat(browser.row("order").getDomAttribute("aria-expanded")).isEqualTo("false");
    browser.press(Keys.ARROW_RIGHT);
    assertThat(browser.rows()).contains("payment", "no stock");
    assertThat(browser.byId("announced").getDomProperty("textContent"))
        .isEqualTo("group 'order' expanded");
  }

  @Test
  void theSelectedRowIsTheOneThatAScreenReaderIsToldOf() {
    browser.row("order").click();
    browser.press("j");
    assertThat(browser.byId("tree").getDomAttribute("aria-activedescendant"))
        .isEqualTo(browser.row("payment").getDomAttribute("id"));
    assertThat(browser.byId("announced").getDomProperty("textContent"))
        .startsWith("task 'payment', cancelled, ")
        .endsWith("level 2");
  }

  @Test
  void keysZoomAndPan() {
    int before = widthOf("transfer");
    browser.row("transfer").click();
    browser.press(Keys.ENTER);
    assertThat(widthOf("transfer")).isGreaterThan(before);
    int focused = leftOf("transfer");
    browser.pressShift(Keys.ARROW_RIGHT);
    assertThat(leftOf("transfer")).isLessThan(focused);
    browser.press("0");
    assertThat(widthOf("transfer")).isEqualTo(before);
    browser.press("-");
    assertThat(widthOf("transfer")).isLessThan(before);
    browser.press("+");
    assertThat(widthOf("transfer")).isEqualTo(before);
  }

  @Test
  void aDragPans() {
    browser.row("transfer").click();
    browser.press(Keys.ENTER);
    int before = leftOf("transfer");
    WebElement track = browser.row("never ends").findElement(By.className("track"));
    browser.actions().moveToElement(track).clickAndHold().moveByOffset(60, 0).release().perform();
    assertThat(leftOf("transfer")).isBetween(before + 50, before + 70);
    assertThat(browser.selected()).isEqualTo("transfer");
  }

  @Test
  void searchFindsByName() {
    browser.press("/");
    WebElement search = browser.byId("search");
    search.sendKeys("READ", Keys.ENTER);
    assertThat(browser.selected()).isEqualTo("reader");
    assertThat(browser.row("reader").getDomAttribute("class")).contains("match");
    assertThat(browser.text("matches")).isEqualTo("1 of 1");
    search.clear();
    search.sendKeys("no such name");
    assertThat(browser.text("matches")).isEqualTo("none");
    search.sendKeys(Keys.ESCAPE);
    browser.run("document.getElementById('search').value = ''");
  }

  @Test
  void lightTurnsDark() {
    String before = background();
    browser.byId("theme").click();
    assertThat(background()).isNotEqualTo(before);
    browser.byId("theme").click();
    assertThat(background()).isEqualTo(before);
  }

  @Test
  void atTwiceTheSizeNothingIsCutOff() {
    browser.resize(700, 900);
    browser.settle();
    assertThat(browser.run("return document.documentElement.scrollWidth <= innerWidth"))
        .isEqualTo(true);
    browser.row("order").click();
    assertThat(browser.byId("detail").isDisplayed()).isTrue();
    browser.resize(1400, 900);
  }

  private static String background() {
    return (String) browser.run("return getComputedStyle(document.body).backgroundColor");
  }

  private static int widthOf(String name) {
    return browser.row(name).findElement(By.className("bar")).getSize().getWidth();
  }

  private static int leftOf(String name) {
    return browser.row(name).findElement(By.className("bar")).getLocation().getX();
  }
}
