/* SPDX-License-Identifier: GPL-2.0 */
/* The module's and the command's. dkms.conf repeats it; a test compares. */
#define HOLDFAST_VERSION "0.1.0"
