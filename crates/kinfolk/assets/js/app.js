// What the pages run. Every page works without; each module adds one thing, and begins when it is loaded.
import "./check.js";
import "./composer.js";
import "./crop.js";
import "./feed.js";
import "./forms.js";
import "./keys.js";
import "./now.js";
import "./people.js";
