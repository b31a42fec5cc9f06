package dev.corral.samples.cluster;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;

/** A page, as a job sees it: whichever JVM runs the job fetches it. */
public final class Page {
  /** Each JVM has its own: no job carries it along. */
  private static final HttpClient HTTP = HttpClient.newHttpClient();

  private Page() {}

  /** How many words a page has. Blocks; hangs up on its server when interrupted. */
  public static int words(URI page) throws IOException, InterruptedException {
    System.out.println(Journal.BEGUN + page.getPath());
    try {
      HttpRequest request = HttpRequest.newBuilder(page).build();
      HttpResponse<String> response = HTTP.send(request, BodyHandlers.ofString());
      System.out.println(Journal.ENDED + page.getPath());
      if (response.statusCode() != 200) {
        throw new IOException("the server answered " + response.statusCode());
      }
      return response.body().split(" ").length;
    } catch (InterruptedException e) {
      System.out.println(Journal.INTERRUPTED + page.getPath());
      throw e;
    }
  }
}
