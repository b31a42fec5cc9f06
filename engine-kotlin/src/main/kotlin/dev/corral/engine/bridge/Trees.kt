package dev.corral.engine.bridge

import dev.corral.engine.diagnostics.TaskTree
import dev.corral.engine.diagnostics.TaskTreeBean
import dev.corral.engine.kernel.TaskTracking
import dev.corral.engine.kernel.TreeSnapshot

/** The room `diagnostics` for the façade. */
public object Trees {
    /** The tree as lines. */
    @JvmStatic public fun text(tree: TreeSnapshot): String = TaskTree(tree).toString()

    /** The tree as JSON. */
    @JvmStatic public fun json(tree: TreeSnapshot): String = TaskTree(tree).toJson()

    /** The name of how much is noted. */
    @JvmStatic public fun tracking(): String = TaskTracking.current().name

    /** Notes as much as [tracking] says from now on. */
    @JvmStatic
    public fun track(tracking: String) {
        TaskTracking.use(TaskTracking.valueOf(tracking))
    }

    /** Registers the management bean; what it returns takes it away again. */
    @JvmStatic
    public fun registerBean(): Runnable {
        val bean = TaskTreeBean.register()
        return Runnable { bean.close() }
    }
}
