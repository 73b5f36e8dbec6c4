//! Enums whose variant names are part of the JavaScript API.

/// Declares an enum with `ALL`, `as_str` and `Serialize`. With `texts`, it also returns the messages of each variant. A
/// variant without messages does not compile.
macro_rules! named_enum {
    (
        texts $texts:ident from $table:ident;
        $(#[doc = $about:literal])* $type:ident: $($(#[doc = $doc:literal])* $name:ident,)*
    ) => {
        $crate::diagnose::named_enum::named_enum! { $(#[doc = $about])* $type: $($(#[doc = $doc])* $name,)* }

        impl $type {
            pub(super) fn texts(self) -> &'static $texts {
                match self { $(Self::$name => &const { $crate::messages::named($table, stringify!($name)) }.1,)* }
            }
        }
    };
    ($(#[doc = $about:literal])* $type:ident: $($(#[doc = $doc:literal])* $name:ident,)*) => {
        $(#[doc = $about])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum $type { $($(#[doc = $doc])* $name,)* }

        impl $type {
            /// All variants.
            pub const ALL: &'static [Self] = &[$(Self::$name),*];

            /// Returns the name in the JavaScript API.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$name => stringify!($name),)* }
            }
        }

        impl serde::Serialize for $type {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }
    };
}

pub(super) use named_enum;
