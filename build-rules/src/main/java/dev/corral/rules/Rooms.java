package dev.corral.rules;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * The rooms of a module: packages in layers, of which each may use only the layers below its own.
 *
 * <p>Rooms of one layer do not know each other, unless an {@linkplain #arrow arrow} says so. A
 * package that is no room is refused, and so is an import of no class at all: a rule that reads
 * nothing would hold for ever.
 */
public final class Rooms {
  /** The room that is the base package itself. */
  public static final String ROOT = "";

  private final String base;
  private final Map<String, Integer> layers = new HashMap<>();
  private final Map<String, Set<String>> arrows = new HashMap<>();
  private final Map<String, Set<String>> doors = new HashMap<>();
  private int height;

  private Rooms(String base) {
    this.base = base;
  }

  /** Starts with no room under the package {@code base}. */
  public static Rooms under(String base) {
    return new Rooms(base);
  }

  /** Adds a layer on top of those added before. */
  public Rooms layer(String... rooms) {
    for (String room : rooms) {
      layers.put(room, height);
    }
    height++;
    return this;
  }

  /** Lets {@code from} use {@code to}, which stands beside it. */
  public Rooms arrow(String from, String to) {
    arrows.computeIfAbsent(from, x -> new TreeSet<>()).add(to);
    return this;
  }

  /** Of all the packages under {@code otherBase}, lets the rooms use {@code others} alone. */
  public Rooms door(String otherBase, String... others) {
    doors.put(otherBase, new TreeSet<>(List.of(others)));
    return this;
  }

  /** Fails with every forbidden dependency of the classes compiled to {@code classes}. */
  public void check(Path classes) {
    List<String> wrong = new ArrayList<>();
    int read = 0;
    for (JavaClass from : new ClassFileImporter().importPath(classes)) {
      if (from.getName().equals("module-info") || from.getSimpleName().equals("package-info")) {
        continue;
      }
      read++;
      if (roomOf(from, base) == null) {
        wrong.add(from.getName() + " is in no room of " + base);
        continue;
      }
      for (Dependency dependency : from.getDirectDependenciesFromSelf()) {
        if (!isAllowed(from, dependency.getTargetClass().getBaseComponentType())) {
          wrong.add(dependency.getDescription());
        }
      }
    }
    if (read == 0) {
      throw new AssertionError("no class found in " + classes.toAbsolutePath());
    }
    if (!wrong.isEmpty()) {
      throw new AssertionError(
          wrong.size() + " forbidden dependencies:\n" + String.join("\n", wrong));
    }
  }

  private boolean isAllowed(JavaClass from, JavaClass to) {
    for (Map.Entry<String, Set<String>> door : doors.entrySet()) {
      if (isUnder(door.getKey(), to)) {
        return door.getValue().contains(subpackage(door.getKey(), to));
      }
    }
    if (!isUnder(base, to)) {
      return true;
    }
    String source = roomOf(from, base);
    String target = roomOf(to, base);
    return source.equals(target)
        || (target != null && layers.get(target) < layers.get(source))
        || arrows.getOrDefault(source, Set.of()).contains(target);
  }

  /** The room of a class, or null if its package is none. */
  private String roomOf(JavaClass type, String base) {
    String room = isUnder(base, type) ? subpackage(base, type) : null;
    return layers.containsKey(room) ? room : null;
  }

  private static boolean isUnder(String base, JavaClass type) {
    String name = type.getPackageName();
    return name.equals(base) || name.startsWith(base + ".");
  }

  /** The first name after the base; packages deeper in a room belong to the room. */
  private static String subpackage(String base, JavaClass type) {
    String name = type.getPackageName();
    return name.equals(base) ? ROOT : name.substring(base.length() + 1).split("\\.", 2)[0];
  }
}
