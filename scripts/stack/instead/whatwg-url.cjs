"use strict";
module.exports = { URL, URLSearchParams };
