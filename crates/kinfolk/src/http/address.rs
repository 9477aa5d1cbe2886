//! Where a request comes from.
//!
//! Not here: counting by it (`rate`).

use std::convert::Infallible;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use axum::extract::FromRequestParts;
use http::request::Parts;
use http::{Extensions, HeaderMap};
use ipnet::IpNet;

use super::rate::Peer;
use crate::core::State;

/// The address of whoever asks: the right-most one on the request's way that is no proxy of ours.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Address(pub IpAddr);

impl FromRequestParts<State> for Address {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, state: &State) -> Result<Self, Infallible> {
        Ok(Self(of(&parts.extensions, &parts.headers, &state.config().trusted_proxies)))
    }
}

/// The right-most address on a request's way that is no proxy of ours. What stands to the left of that in
/// `X-Forwarded-For` is the client's own say.
pub(super) fn of(extensions: &Extensions, headers: &HeaderMap, trusted: &[IpNet]) -> IpAddr {
    let peer = extensions.get::<Peer>().map_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED), |peer| peer.0);
    let is_ours = |address: &IpAddr| trusted.iter().any(|network| network.contains(address));
    let mut client = peer.to_canonical();
    let said = headers.get_all("x-forwarded-for").iter().filter_map(|value| value.to_str().ok());
    let hops: Vec<&str> = said.flat_map(|list| list.split(',')).collect();
    for hop in hops.into_iter().rev() {
        if !is_ours(&client) {
            break;
        }
        let Ok(address) = hop.trim().parse::<IpAddr>() else { break };
        client = address.to_canonical();
    }
    client
}

/// The address, of IPv6 the network of one customer (/64).
pub(super) fn network(address: IpAddr) -> IpAddr {
    match address {
        IpAddr::V4(_) => address,
        IpAddr::V6(address) => {
            let network = u128::from(address) & !u128::from(u64::MAX);
            IpAddr::V6(Ipv6Addr::from(network))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn address(trusted: &[IpNet], peer: &str, forwarded: &[&str]) -> String {
        let mut request = http::Request::builder();
        for value in forwarded {
            request = request.header("x-forwarded-for", *value);
        }
        let request = request.extension(Peer(peer.parse().unwrap())).body(()).unwrap();
        network(of(request.extensions(), request.headers(), trusted)).to_string()
    }

    #[test]
    fn only_proxies_of_ours_are_believed() {
        let ours: Vec<IpNet> = ["10.0.0.0/8", "::1/128"].iter().map(|net| net.parse().unwrap()).collect();
        let address = |peer, forwarded: &[&str]| address(&ours, peer, forwarded);
        assert_eq!(address("203.0.113.7", &["198.51.100.1"]), "203.0.113.7");
        assert_eq!(address("10.0.0.1", &["198.51.100.1"]), "198.51.100.1");
        assert_eq!(address("10.0.0.1", &["1.2.3.4, 198.51.100.1, 10.0.0.9"]), "198.51.100.1");
        assert_eq!(address("::1", &["1.2.3.4", "198.51.100.1"]), "198.51.100.1");
        assert_eq!(address("10.0.0.1", &[]), "10.0.0.1");
        assert_eq!(address("10.0.0.1", &["nonsense"]), "10.0.0.1");
        assert_eq!(address("::ffff:10.0.0.1", &["198.51.100.1"]), "198.51.100.1");
        assert_eq!(address("2001:db8:1:2:3:4:5:6", &[]), "2001:db8:1:2::");
    }
}
