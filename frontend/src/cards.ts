/** All that the module brings to Home Assistant's dashboards. */

import "./farm-card";
import "./files-dialog";
import "./printer-card";
import "./printer-dialog";
import "./strategy";
