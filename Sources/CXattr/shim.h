#pragma once
// Swift's Glibc module does not show it.
#include <sys/xattr.h>
