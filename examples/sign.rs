//! Signs a call and prints it as a configuration for curl, which sends it:
//!
//! ```sh
//! cargo run --quiet --example sign -- cn-hangzhou ip-bp67acfmxazb4p0a1b2c | curl --config -
//! ```
//!
//! The environment variables `ALIBABA_CLOUD_ACCESS_KEY_ID` and `ALIBABA_CLOUD_ACCESS_KEY_SECRET` hold the credentials,
//! `ALIBABA_CLOUD_SECURITY_TOKEN` the token of temporary ones. To try again, give the client token that was printed as a third
//! argument: then no second build starts.
//!
//! What is printed starts a build, once, for whoever has it within 15 minutes. Through a pipe it is in no history, log or
//! list of processes. The secret is not in it; a security token is.

use std::env;
use std::error::Error;
use std::process::ExitCode;
use std::time::SystemTime;

use ecs_image_pipeline::operations::START_IMAGE_PIPELINE_EXECUTION;
use ecs_image_pipeline::{Credentials, SignOptions, Timestamp, Value, sign};
use uuid::Uuid;

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

fn run() -> Result<(), Box<dyn Error>> {
    let mut arguments = env::args().skip(1);
    let (Some(region_id), Some(image_pipeline_id)) = (arguments.next(), arguments.next()) else {
        return Err("usage: sign <region ID> <image template ID> [client token]".into());
    };
    let client_token = arguments.next().unwrap_or_else(|| Uuid::new_v4().to_string());
    let access_key_id = variable("ALIBABA_CLOUD_ACCESS_KEY_ID")?;
    let access_key_secret = variable("ALIBABA_CLOUD_ACCESS_KEY_SECRET")?;
    let is_temporary = env::var_os("ALIBABA_CLOUD_SECURITY_TOKEN").is_some_and(|token| !token.is_empty());
    let security_token = is_temporary.then(|| variable("ALIBABA_CLOUD_SECURITY_TOKEN")).transpose()?;

    let request = Value::from([
        ("regionId", region_id.as_str().into()),
        ("imagePipelineId", image_pipeline_id.as_str().into()),
        ("clientToken", client_token.as_str().into()),
    ]);
    let request = START_IMAGE_PIPELINE_EXECUTION.validate(&request)?;
    let credentials = Credentials {
        access_key_id: &access_key_id,
        access_key_secret: &access_key_secret,
        security_token: security_token.as_deref(),
    };
    let now = Timestamp::try_from(SystemTime::now())?;
    let signed = sign(&request, &credentials, &SignOptions::default(), now, &Uuid::new_v4().to_string())?;

    eprintln!("client token {client_token}; can be sent until {}", signed.expires_at);
    // A URL has no character that curl would read in another way.
    println!("url = \"{}\"", signed.url);
    Ok(())
}

/// The error of `env::var` would show a value that is no Unicode.
fn variable(name: &str) -> Result<String, String> {
    env::var(name).map_err(|_| format!("the environment variable {name} is missing or is not Unicode"))
}
